#include "blas.h"

#include <dlfcn.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <vector>

namespace tissuebook {

namespace {

template <typename Function>
Function Find(void *library, const char *name) {
  return reinterpret_cast<Function>(dlsym(library, name));
}

// Gives an environment variable a value while it lives. Nobody else reads the environment meanwhile: addons are called by one thread.
class Environment {
 public:
  Environment(const char *name, const char *value) : name_(name) {
    if (const char *before = std::getenv(name)) before_ = before;
    setenv(name, value, 1);
  }
  ~Environment() {
    if (before_) setenv(name_, before_->c_str(), 1);
    else unsetenv(name_);
  }

 private:
  const char *name_;
  std::optional<std::string> before_;
};

Blas OpenBlas(void *library) {
  const auto set_threads = Find<void (*)(int)>(library, "scipy_openblas_set_num_threads");
  const auto config = Find<char *(*)()>(library, "scipy_openblas_get_config");
  const auto core = Find<char *(*)()>(library, "scipy_openblas_get_corename");
  if (!set_threads || !config || !core) throw std::runtime_error("it lacks functions of OpenBLAS");
  set_threads(1);
  std::string about, version;
  std::istringstream(config()) >> about >> version;
  return {Find<Sgemm>(library, "scipy_cblas_sgemm"), version + " for " + core()};
}

Blas Mkl(void *library) {
  constexpr int kSequential = 1, k32BitSizes = 0;
  const auto threading = Find<int (*)(int)>(library, "MKL_Set_Threading_Layer");
  const auto interface = Find<int (*)(int)>(library, "MKL_Set_Interface_Layer");
  const auto version = Find<void (*)(char *, int)>(library, "MKL_Get_Version_String");
  if (!threading || !interface || !version) throw std::runtime_error("it lacks functions of MKL");
  threading(kSequential);
  interface(k32BitSizes);
  char text[200] = "";
  version(text, sizeof text - 1);
  return {Find<Sgemm>(library, "cblas_sgemm"), text};
}

// Numbers from -1 to 1 that have no pattern (a linear congruential generator).
std::vector<float> Numbers(size_t count, uint32_t seed) {
  std::vector<float> numbers(count);
  for (float &number : numbers) {
    seed = seed * 1664525u + 1013904223u;
    number = static_cast<float>(seed >> 8) / (1 << 23) - 1;
  }
  return numbers;
}

// The largest error of a product, relative to the largest sum of absolute values.
double ProductError(Sgemm sgemm, int m, int n, int k, bool transpose_a, bool transpose_b) {
  const std::vector<float> a = Numbers(m * k, 1), b = Numbers(k * n, 2);
  // What was there before must not matter.
  std::vector<float> c(m * n, NAN);
  sgemm(kRowMajor, transpose_a ? kTransposed : kPlain, transpose_b ? kTransposed : kPlain, m, n, k, 1, a.data(),
        transpose_a ? m : k, b.data(), transpose_b ? k : n, 0, c.data(), n);
  double error = 0, largest = 0;
  for (int i = 0; i < m; i++) {
    for (int j = 0; j < n; j++) {
      double sum = 0, size = 0;
      for (int l = 0; l < k; l++) {
        const double product = static_cast<double>(transpose_a ? a[l * m + i] : a[i * k + l]) *
                               (transpose_b ? b[j * k + l] : b[l * n + j]);
        sum += product;
        size += std::abs(product);
      }
      const double off = std::abs(c[i * n + j] - sum);
      // Not a number is the largest error.
      error = off <= error ? error : off;
      largest = std::max(largest, size);
    }
  }
  return error / largest;
}

bool IsRight(Sgemm sgemm) {
  constexpr int kSizes[][3] = {{1, 17, 5}, {67, 129, 93}, {192, 33, 300}, {40, 200, 16}};
  for (const auto &[m, n, k] : kSizes) {
    for (int form = 0; form < 4; form++) {
      if (!(ProductError(sgemm, m, n, k, form & 1, form & 2) < 1e-6)) return false;
    }
  }
  return true;
}

}  // namespace

Blas LoadBlas(const std::string &path) {
  void *library;
  {
    // Threads that a library starts when it is loaded would never be used.
    const Environment openblas("OPENBLAS_NUM_THREADS", "1");
    library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  }
  if (!library) {
    const char *const problem = dlerror();
    throw std::runtime_error(problem ? problem : "it cannot be loaded");
  }
  const bool openblas = dlsym(library, "scipy_cblas_sgemm") != nullptr;
  if (!openblas && !dlsym(library, "cblas_sgemm")) throw std::runtime_error("it has no cblas_sgemm");
  const Blas blas = openblas ? OpenBlas(library) : Mkl(library);
  if (!IsRight(blas.sgemm)) throw std::runtime_error("products of " + blas.description + " are wrong on this processor");
  return blas;
}

}  // namespace tissuebook
