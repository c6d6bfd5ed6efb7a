// Libraries of matrix products (BLAS) that are loaded while the program runs.
#ifndef TISSUEBOOK_BLAS_H_
#define TISSUEBOOK_BLAS_H_

#include <string>

namespace tissuebook {

// cblas_sgemm, with its constants for row-major matrices, plain and transposed.
using Sgemm = void (*)(int order, int transpose_a, int transpose_b, int m, int n, int k, float alpha, const float *a,
                       int lda, const float *b, int ldb, float beta, float *c, int ldc);
constexpr int kRowMajor = 101, kPlain = 111, kTransposed = 112;

// A library whose products take one thread, that of the caller, and may be called from several at once.
struct Blas {
  Sgemm sgemm;
  // What it says of itself: its version, and the kind of processor that it computes for where it tells.
  std::string description;
};

// Loads OpenBLAS (as scipy-openblas32 brings it) or MKL from a file. It stays loaded as long as the process lives.
// Throws std::runtime_error when the file is no such library, or when its products are wrong: some versions of OpenBLAS are on some
// processors.
Blas LoadBlas(const std::string &path);

}  // namespace tissuebook

#endif  // TISSUEBOOK_BLAS_H_
