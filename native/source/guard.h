// No exception may leave into C: Node and TensorFlow call us through C, where one would end the process.
#ifndef TISSUEBOOK_GUARD_H_
#define TISSUEBOOK_GUARD_H_

#include <node_api.h>

#include <cstddef>
#include <exception>
#include <new>

namespace tissuebook {

// Runs body(); what it throws goes to report(words), which must not throw.
template <typename Body, typename Report>
void Guard(Body body, Report report) noexcept {
  try {
    body();
  } catch (const std::bad_alloc &) {
    report("there is not enough memory");
  } catch (const std::exception &problem) {
    report(problem.what());
  } catch (...) {
    report("an exception of unknown kind");
  }
}

// The same for what Node calls: an exception becomes a JavaScript error, unless one is on its way already.
template <typename Body>
napi_value GuardForNode(napi_env env, Body body) noexcept {
  napi_value result = nullptr;
  Guard([&] { result = body(); },
        [env](const char *words) {
          bool thrown = false;
          napi_is_exception_pending(env, &thrown);
          if (!thrown) napi_throw_error(env, nullptr, words);
        });
  return result;
}

// Calls the napi_callback that a function carries as its data.
inline napi_value CallGuarded(napi_env env, napi_callback_info info) noexcept {
  return GuardForNode(env, [=]() -> napi_value {
    void *callback = nullptr;
    if (napi_get_cb_info(env, info, nullptr, nullptr, nullptr, &callback) != napi_ok) return nullptr;
    return reinterpret_cast<napi_callback>(callback)(env, info);
  });
}

// Guards every function of a module's table of exports. They may have no data of their own.
template <size_t kCount>
void GuardExports(napi_property_descriptor (&exports)[kCount]) {
  for (napi_property_descriptor &property : exports) {
    if (!property.method) continue;
    property.data = reinterpret_cast<void *>(property.method);
    property.method = CallGuarded;
  }
}

// A module's initializer, guarded.
template <napi_value (*kInit)(napi_env, napi_value)>
napi_value GuardInit(napi_env env, napi_value exports) noexcept {
  return GuardForNode(env, [=] { return kInit(env, exports); });
}

}  // namespace tissuebook

#endif  // TISSUEBOOK_GUARD_H_
