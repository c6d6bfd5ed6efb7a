// An addon whose functions throw C++ exceptions, guarded as those of the binding are; and a handle that is none of the binding's.
#include <new>
#include <stdexcept>

#include "external.h"
#include "guard.h"

namespace {

constexpr napi_type_tag kOwn = {1, 2}, kOther = {3, 4};

napi_value Words(napi_env, napi_callback_info) { throw std::runtime_error("words of its own"); }
napi_value Memory(napi_env, napi_callback_info) { throw std::bad_alloc(); }
napi_value Number(napi_env, napi_callback_info) { throw 7; }
napi_value Pending(napi_env env, napi_callback_info) {
  napi_throw_error(env, nullptr, "the first");
  throw std::runtime_error("the second");
}
napi_value Handle(napi_env env, napi_callback_info) {
  return tissuebook::NewExternal(env, std::make_unique<int>(5), kOwn);
}

// Whether the argument is read as a handle of Handle(): 5, and as one of another kind: 0.
napi_value Read(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value handle, result;
  napi_get_cb_info(env, info, &count, &handle, nullptr, nullptr);
  const int *const own = tissuebook::ReadExternal<int>(env, handle, kOwn);
  const int *const other = tissuebook::ReadExternal<int>(env, handle, kOther);
  napi_create_int32(env, (own ? *own : 0) + (other ? 100 : 0), &result);
  return result;
}

napi_value Init(napi_env env, napi_value exports) {
  const auto function = [](const char *name, napi_callback callback) {
    return napi_property_descriptor{name, nullptr, callback, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
  };
  napi_property_descriptor functions[] = {function("words", Words),   function("memory", Memory),
                                          function("number", Number), function("pending", Pending),
                                          function("handle", Handle), function("read", Read)};
  tissuebook::GuardExports(functions);
  napi_define_properties(env, exports, 6, functions);
  return exports;
}

}  // namespace

NAPI_MODULE(throws, tissuebook::GuardInit<Init>)
