#include "xla_call.h"

#include <dlfcn.h>

#include <optional>
#include <string>

// The part of xla/service/custom_call_status_internal.h that is used here.
struct XlaCustomCallStatus_ {
  std::optional<std::string> message;
};

namespace tissuebook {

namespace {

// xla::CustomCallTargetRegistry of xla/service/custom_call_target_registry.h, by the names that its functions have in a library. They are
// looked up, since a TensorFlow may not export them, and the address of a member function never counts as null.
struct Registry {
  void *(*global)();
  void (*add)(void *registry, const std::string &symbol, void *address, const std::string &platform);
};

Registry FindRegistry() {
  Registry found;
  found.global = reinterpret_cast<decltype(found.global)>(
      dlsym(RTLD_DEFAULT, "_ZN3xla24CustomCallTargetRegistry6GlobalEv"));
  found.add = reinterpret_cast<decltype(found.add)>(dlsym(
      RTLD_DEFAULT,
      "_ZN3xla24CustomCallTargetRegistry8RegisterERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEPvS8_"));
  return found;
}

}  // namespace

bool HasXlaRegistry() {
  const Registry registry = FindRegistry();
  return registry.global && registry.add;
}

void RegisterXlaFunction(const char *target, XlaFunction function) {
  const Registry registry = FindRegistry();
  registry.add(registry.global(), target, reinterpret_cast<void *>(function), "Host");
}

void FailXlaCall(XlaCustomCallStatus_ *status, const char *target, const char *problem) noexcept {
  try {
    status->message = std::string(target) + ": " + problem;
  } catch (...) {
    // As short as this, a string takes no memory.
    status->message.emplace("no memory");
  }
}

}  // namespace tissuebook
