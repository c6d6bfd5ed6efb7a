// Loads shared libraries so that their symbols are there for addons that are loaded afterwards. Node's own process.dlopen
// cannot do it: it closes a library that does not register itself as an addon.
#include <dlfcn.h>
#include <node_api.h>

#include <string>

namespace {

// preload(path: string): void
napi_value Preload(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value args[1];
  size_t length = 0;
  if (napi_get_cb_info(env, info, &argc, args, nullptr, nullptr) != napi_ok ||
      argc < 1 ||
      napi_get_value_string_utf8(env, args[0], nullptr, 0, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "preload() takes the path of a library");
    return nullptr;
  }
  std::string path(length, '\0');
  napi_get_value_string_utf8(env, args[0], &path[0], length + 1, &length);
  if (!dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE)) {
    napi_throw_error(env, nullptr, dlerror());
  }
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  napi_value preload;
  if (napi_create_function(env, "preload", NAPI_AUTO_LENGTH, Preload, nullptr,
                           &preload) == napi_ok) {
    napi_set_named_property(env, exports, "preload", preload);
  }
  return exports;
}

}  // namespace

NAPI_MODULE(tissuebook_loader, Init)
