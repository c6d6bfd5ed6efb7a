// Functions of ours that XLA's compiled code calls. They rest on parts of XLA's C++ interface that no version promises to keep, so they may
// only be registered with a TensorFlow that was checked: src/engine/provider/tensorflow/checkedVersions.ts.
#ifndef TISSUEBOOK_XLA_CALL_H_
#define TISSUEBOOK_XLA_CALL_H_

#include <cstddef>

#include "guard.h"

// XLA's own type.
struct XlaCustomCallStatus_;

namespace tissuebook {

// What XLA calls: where the result goes, where operands lie, and the backend_config of the call.
using XlaFunction = void (*)(void *result, const void **operands, const char *config, size_t length,
                             XlaCustomCallStatus_ *status);

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
