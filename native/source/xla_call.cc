#include "xla_call.h"

#include <dlfcn.h>
#ifdef __linux__
#include <pthread.h>
#endif

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <new>

namespace {

// std::string as libstdc++ lays it out, which TensorFlow's wheels are compiled with. This addon may be compiled with another standard library, whose
// strings look otherwise, so what passes between the two is spelled out. Short texts lie in `local`, longer ones in memory that libstdc++ gives
// back by free().
struct GnuString {
  char *data;
  size_t size;
  union {
    char local[16];
    size_t capacity;
  };
};

}  // namespace

// The part of xla/service/custom_call_status_internal.h that is used here: a std::optional<std::string>.
struct XlaCustomCallStatus_ {
  GnuString message;
  bool has_message;
};

namespace tissuebook {

namespace {

// xla::CustomCallTargetRegistry of xla/service/custom_call_target_registry.h, by the names that its functions have in a library. They are
// looked up, since a TensorFlow may not export them, and the address of a member function never counts as null.
struct Registry {
  void *(*global)();
  void (*add)(void *registry, const GnuString *symbol, void *address, const GnuString *platform);
};

// Makes a string of parts; false where there is no memory for it.
bool Write(GnuString &string, std::initializer_list<const char *> parts) noexcept {
  size_t size = 0;
  for (const char *part : parts) size += std::strlen(part);
  string.data = string.local;
  if (size >= sizeof(string.local)) {
    char *memory = static_cast<char *>(std::malloc(size + 1));
    if (!memory) return false;
    string.data = memory;
    string.capacity = size;
  }
  string.size = size;
  char *end = string.data;
  for (const char *part : parts) {
    const size_t length = std::strlen(part);
    std::memcpy(end, part, length);
    end += length;
  }
  *end = '\0';
  return true;
}

void Free(GnuString &string) noexcept {
  if (string.data != string.local) std::free(string.data);
}

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

#ifdef __linux__
namespace {

// The addresses of a thread's stack; none where the system does not say.
struct Stack {
  uintptr_t begin = 0, end = 0;
  Stack() noexcept {
    pthread_attr_t attributes;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return;
    void *lowest = nullptr;
    size_t size = 0;
    if (pthread_attr_getstack(&attributes, &lowest, &size) == 0) {
      begin = reinterpret_cast<uintptr_t>(lowest);
      end = begin + size;
    }
    pthread_attr_destroy(&attributes);
  }
};

}  // namespace

void *ResultOf(void *result) noexcept {
  // A stack does not move; the main thread's grows downwards, towards addresses that nothing else has.
  static thread_local const Stack stack;
  const auto address = reinterpret_cast<uintptr_t>(result);
  return address >= stack.begin && address < stack.end ? *static_cast<void **>(result) : result;
}
#else
void *ResultOf(void *result) noexcept { return result; }
#endif

bool HasXlaRegistry() {
  const Registry registry = FindRegistry();
  return registry.global && registry.add;
}

void RegisterXlaFunction(const char *target, XlaFunction function) {
  const Registry registry = FindRegistry();
  GnuString symbol, platform;
  if (!Write(symbol, {target}) || !Write(platform, {"Host"})) throw std::bad_alloc();
  registry.add(registry.global(), &symbol, reinterpret_cast<void *>(function), &platform);
  Free(symbol);
  Free(platform);
}

void FailXlaCall(XlaCustomCallStatus_ *status, const char *target, const char *problem) noexcept {
  if (status->has_message) return;
  // As short as this, a string takes no memory.
  if (!Write(status->message, {target, ": ", problem})) Write(status->message, {"no memory"});
  status->has_message = true;
}

}  // namespace tissuebook
