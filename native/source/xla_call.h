// Functions of ours that XLA's compiled code calls. They rest on parts of XLA's C++ interface that no version promises to keep, so they may
// only be registered with a TensorFlow that was checked: src/engine/provider/tensorflow/checkedVersions.ts.
#ifndef TISSUEBOOK_XLA_CALL_H_
#define TISSUEBOOK_XLA_CALL_H_

#include <cstddef>

#include "guard.h"

// XLA's own type.
struct XlaCustomCallStatus_;

namespace tissuebook {

// What XLA calls: the result, of which ResultOf() says where it goes; where operands lie, and the backend_config of the call.
using XlaFunction = void (*)(void *result, const void **operands, const char *config, size_t length,
                             XlaCustomCallStatus_ *status);

// Where the one result of a call goes. XLA gives its address, or that of a list with one address: in a step that it has read from the disk, which
// of both is chance, since what it kept does not say (TensorFlow 2.21). Such a list lies on the stack of the thread that calls, and no result does.
void *ResultOf(void *result) noexcept;

// Whether this TensorFlow exports XLA's registry of functions.
bool HasXlaRegistry();

// Makes a function known to XLA on the CPU. Only where HasXlaRegistry().
void RegisterXlaFunction(const char *target, XlaFunction function);

// Makes the step that runs fail with "target: problem".
void FailXlaCall(XlaCustomCallStatus_ *status, const char *target, const char *problem) noexcept;

// Runs body(), which returns what is wrong, or null; that, or what it throws, makes the step fail.
template <typename Body>
void GuardXlaCall(XlaCustomCallStatus_ *status, const char *target, Body body) noexcept {
  const auto fail = [=](const char *problem) { FailXlaCall(status, target, problem); };
  Guard(
      [&] {
        if (const char *problem = body()) fail(problem);
      },
      fail);
}

}  // namespace tissuebook

#endif  // TISSUEBOOK_XLA_CALL_H_
