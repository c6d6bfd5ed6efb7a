// Objects of ours in JavaScript's hands. Each kind has a tag: a handle of another kind, or of another addon, is refused instead of read.
#ifndef TISSUEBOOK_EXTERNAL_H_
#define TISSUEBOOK_EXTERNAL_H_

#include <node_api.h>

#include <memory>

namespace tissuebook {

// A handle that owns the object and frees it when nothing reaches the handle any more; null where Node refuses, with `object` freed.
template <typename T>
napi_value NewExternal(napi_env env, std::unique_ptr<T> object, const napi_type_tag &tag) {
  const auto free = [](napi_env, void *data, void *) { delete static_cast<T *>(data); };
  napi_value handle = nullptr;
  if (napi_create_external(env, object.get(), free, nullptr, &handle) != napi_ok) return nullptr;
  object.release();
  return napi_type_tag_object(env, handle, &tag) == napi_ok ? handle : nullptr;
}

// The object behind a handle of NewExternal with this tag; null for everything else.
template <typename T>
T *ReadExternal(napi_env env, napi_value handle, const napi_type_tag &tag) {
  napi_valuetype type;
  bool ours = false;
  void *object = nullptr;
  if (napi_typeof(env, handle, &type) != napi_ok || type != napi_external ||
      napi_check_object_type_tag(env, handle, &tag, &ours) != napi_ok || !ours ||
      napi_get_value_external(env, handle, &object) != napi_ok) {
    return nullptr;
  }
  return static_cast<T *>(object);
}

}  // namespace tissuebook

#endif  // TISSUEBOOK_EXTERNAL_H_
