// Sums of rows along edges, which is what a product with a sparse matrix is.
#ifndef TISSUEBOOK_EDGE_SUM_H_
#define TISSUEBOOK_EDGE_SUM_H_

#include <cstdint>

namespace tissuebook {

// For each edge e: sums[to[e]] += values[e] * x[from[e]], where sums start at 0. Edges may come in any order, sorted by `to` they are
// quickest; edges with a negative `to` are left out.
struct EdgeSum {
  const float *x;  // [rows, width]
  int64_t rows, width;
  const int32_t *to;  // [edges]
  int64_t edges;
  const int32_t *from;  // [edges], or null: edge e comes from row e
  const float *values;  // [edges], or null: each is 1
  float *sums;          // [size, width]
  int64_t size;
};

// Computes the sums; returns what is wrong with the indices, or null. The rows of an edge are added in the order of the edges, so that
// the result depends neither on the number of threads nor on chance.
const char *ComputeEdgeSum(const EdgeSum &task);

}  // namespace tissuebook

#endif  // TISSUEBOOK_EDGE_SUM_H_
