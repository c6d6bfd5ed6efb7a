// Products of many matrices at once, by a BLAS on our threads.
#ifndef TISSUEBOOK_PRODUCT_H_
#define TISSUEBOOK_PRODUCT_H_

#include <cstdint>

#include "blas.h"

namespace tissuebook {

// c[i] = a[i] b[i] for i from 0 to batch - 1; all row-major, float32.
struct Product {
  const float *a;  // [m, k], or [k, m] where it is transposed
  const float *b;  // [k, n], or [n, k]
  float *c;        // [batch, m, n]
  int64_t batch, m, n, k;
  bool transpose_a, transpose_b;
  // Numbers from one matrix to the next; 0 where there is one for all.
  int64_t stride_a, stride_b;
};

// Computes the products; returns what is wrong with the sizes, or null. Work is shared among threads in parts that sizes alone decide,
// so that the result depends neither on the number of threads nor on chance.
const char *ComputeProduct(Sgemm sgemm, const Product &task);

}  // namespace tissuebook

#endif  // TISSUEBOOK_PRODUCT_H_
