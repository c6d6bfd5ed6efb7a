// Loads shared libraries so that their symbols are there for addons that are loaded afterwards. Node's own process.dlopen
// cannot do it: it closes a library that does not register itself as an addon.
#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <link.h>
#include <sys/mman.h>
#endif

#include <cstdint>
#include <string>

#include "guard.h"
#include "signals.h"

namespace {

// Sends standard error nowhere while it lives. TensorFlow's libraries print from their static initializers, before any
// log level applies.
class Silence {
 public:
  explicit Silence(bool wanted) {
    const int nowhere = wanted ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
    if (nowhere < 0) return;
    saved_ = dup(STDERR_FILENO);
    if (saved_ >= 0) dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~Silence() {
    if (saved_ < 0) return;
    dup2(saved_, STDERR_FILENO);
    close(saved_);
  }

 private:
  int saved_ = -1;
};

// preload(path: string, quiet: boolean): void
napi_value Preload(napi_env env, napi_callback_info info) {
  size_t argc = 2;
  napi_value args[2];
  size_t length = 0;
  bool quiet = false;
  if (napi_get_cb_info(env, info, &argc, args, nullptr, nullptr) != napi_ok ||
      argc < 2 || napi_get_value_bool(env, args[1], &quiet) != napi_ok ||
      napi_get_value_string_utf8(env, args[0], nullptr, 0, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "preload() takes the path of a library, and true or false");
    return nullptr;
  }
  std::string path(length, '\0');
  napi_get_value_string_utf8(env, args[0], &path[0], length + 1, &length);
  void *library;
  {
    const Silence silence(quiet);
    library = dlopen(path.c_str(), RTLD_NOW | RTLD_GLOBAL | RTLD_NODELETE);
  }
  if (!library) napi_throw_error(env, nullptr, dlerror());
  return nullptr;
}

// keepFreedMemory(): boolean
// A training step frees and takes the same large blocks again and again. By default glibc gives each back to the system,
// which then clears its pages anew: that can cost half of a step. False where the C library is another one.
napi_value KeepFreedMemory(napi_env env, napi_callback_info) {
  bool done = false;
#ifdef __GLIBC__
  done = mallopt(M_MMAP_THRESHOLD, 1 << 30) == 1 &&
         mallopt(M_TRIM_THRESHOLD, 1 << 30) == 1;
#endif
  napi_value result = nullptr;
  napi_get_boolean(env, done, &result);
  return result;
}

// returnFreedMemory(): void
napi_value ReturnFreedMemory(napi_env, napi_callback_info) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  return nullptr;
}

#ifdef __linux__
// Gives back the pages of one library that were read from its file and can be read again: those of segments that are never written.
int ReleaseSegments(dl_phdr_info *library, size_t, void *path) {
  if (*static_cast<const std::string *>(path) != library->dlpi_name) return 0;
  const uintptr_t page = static_cast<uintptr_t>(sysconf(_SC_PAGESIZE));
  for (int i = 0; i < library->dlpi_phnum; i++) {
    const auto &segment = library->dlpi_phdr[i];
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W)) continue;
    const uintptr_t start = library->dlpi_addr + segment.p_vaddr;
    const uintptr_t first = (start + page - 1) / page * page;
    const uintptr_t end = (start + segment.p_filesz) / page * page;
    if (first < end) madvise(reinterpret_cast<void *>(first), end - first, MADV_DONTNEED);
  }
  return 1;
}
#endif

// releaseLoadedPages(path: string): void
// The linker reads the whole of a library's tables, and its initializers much of its code, once. What is needed again comes back from the
// system's cache of files. Does nothing where the system is not Linux.
napi_value ReleaseLoadedPages(napi_env env, napi_callback_info info) {
  size_t argc = 1;
  napi_value argument;
  size_t length = 0;
  if (napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr) != napi_ok ||
      argc < 1 || napi_get_value_string_utf8(env, argument, nullptr, 0, &length) != napi_ok) {
    napi_throw_type_error(env, nullptr, "releaseLoadedPages() takes the path of a library");
    return nullptr;
  }
  std::string path(length, '\0');
  napi_get_value_string_utf8(env, argument, &path[0], length + 1, &length);
#ifdef __linux__
  dl_iterate_phdr(ReleaseSegments, &path);
#endif
  return nullptr;
}

// keepSignalsAway(): boolean
napi_value KeepSignalsAway(napi_env env, napi_callback_info) {
  napi_value result = nullptr;
  napi_get_boolean(env, tissuebook::KeepSignalsAway(), &result);
  return result;
}

// silence(quiet: boolean): void
// Sends standard error nowhere, or where it went before. What other threads print meanwhile is lost.
napi_value SilenceErrors(napi_env env, napi_callback_info info) {
  static Silence *silence = nullptr;
  size_t argc = 1;
  napi_value argument;
  bool quiet = false;
  if (napi_get_cb_info(env, info, &argc, &argument, nullptr, nullptr) != napi_ok || argc < 1 ||
      napi_get_value_bool(env, argument, &quiet) != napi_ok) {
    napi_throw_type_error(env, nullptr, "silence() takes true or false");
    return nullptr;
  }
  if (quiet == (silence != nullptr)) return nullptr;
  if (quiet) {
    silence = new Silence(true);
  } else {
    delete silence;
    silence = nullptr;
  }
  return nullptr;
}

napi_value Init(napi_env env, napi_value exports) {
  const auto function = [](const char *name, napi_callback callback) {
    return napi_property_descriptor{name, nullptr, callback, nullptr, nullptr, nullptr, napi_enumerable, nullptr};
  };
  napi_property_descriptor functions[] = {
      function("preload", Preload),
      function("releaseLoadedPages", ReleaseLoadedPages),
      function("keepFreedMemory", KeepFreedMemory),
      function("returnFreedMemory", ReturnFreedMemory),
      function("keepSignalsAway", KeepSignalsAway),
      function("silence", SilenceErrors),
  };
  tissuebook::GuardExports(functions);
  napi_define_properties(env, exports, sizeof functions / sizeof *functions, functions);
  return exports;
}

}  // namespace

NAPI_MODULE(tissuebook_loader, tissuebook::GuardInit<Init>)
