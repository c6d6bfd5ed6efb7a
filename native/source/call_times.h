// How long calls into native code took, for profiles of runs.
#ifndef TISSUEBOOK_CALL_TIMES_H_
#define TISSUEBOOK_CALL_TIMES_H_

#include <node_api.h>

namespace tissuebook {

// Places in what callTimes() gives.
enum class CallKind { kProduct, kAttention, kSum, kCount };

// Counts a call from its making to its end. Calls of a kind that run side by side count once: what is measured is the time during which one
// or more of them are under way.
class CallTimer {
 public:
  explicit CallTimer(CallKind kind) noexcept;
  ~CallTimer();
  CallTimer(const CallTimer &) = delete;
  CallTimer &operator=(const CallTimer &) = delete;

 private:
  const CallKind kind_;
};

}  // namespace tissuebook

namespace tfnodejs {

// callTimes(): number[]: seconds of products, attention and sums since the process began.
napi_value CallTimes(napi_env env, napi_callback_info info);

}  // namespace tfnodejs

#endif  // TISSUEBOOK_CALL_TIMES_H_
