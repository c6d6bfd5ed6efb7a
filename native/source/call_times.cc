#include "call_times.h"

#include <chrono>
#include <mutex>

#include "utils.h"

namespace {

using Clock = std::chrono::steady_clock;

struct Times {
  std::mutex mutex;
  int open = 0;
  Clock::time_point since;
  Clock::duration total{};
};

constexpr int kKinds = static_cast<int>(tissuebook::CallKind::kCount);

// Never destroyed, since threads may outlive what is.
Times *const times = new Times[kKinds];

}  // namespace

namespace tissuebook {

// A lock that cannot be taken would throw; it can be, as nothing is done under it that fails.
CallTimer::CallTimer(CallKind kind) noexcept : kind_(kind) {
  Times &own = times[static_cast<int>(kind)];
  const std::lock_guard<std::mutex> lock(own.mutex);
  if (own.open++ == 0) own.since = Clock::now();
}

CallTimer::~CallTimer() {
  Times &own = times[static_cast<int>(kind_)];
  const std::lock_guard<std::mutex> lock(own.mutex);
  if (--own.open == 0) own.total += Clock::now() - own.since;
}

}  // namespace tissuebook

namespace tfnodejs {

napi_value CallTimes(napi_env env, napi_callback_info) {
  napi_value result;
  napi_status status = napi_create_array_with_length(env, kKinds, &result);
  ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  for (int kind = 0; kind < kKinds; kind++) {
    Clock::duration total;
    {
      const std::lock_guard<std::mutex> lock(times[kind].mutex);
      total = times[kind].total;
    }
    napi_value seconds;
    status = napi_create_double(env, std::chrono::duration<double>(total).count(), &seconds);
    ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
    status = napi_set_element(env, result, static_cast<uint32_t>(kind), seconds);
    ENSURE_NAPI_OK_RETVAL(env, status, nullptr);
  }
  return result;
}

}  // namespace tfnodejs
