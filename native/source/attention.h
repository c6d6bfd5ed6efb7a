// Softmax attention whose scores do not leave the cache.
#ifndef TISSUEBOOK_ATTENTION_H_
#define TISSUEBOOK_ATTENTION_H_

#include <cstdint>

#include "blas.h"

namespace tissuebook {

// softmax(q k^T / sqrt(d)) v for each of `items` heads; all row-major, float32.
struct Attention {
  const float *q;     // [items, queries, d]
  const float *k;     // [items, keys, d]
  const float *v;     // [items, keys, width]
  const float *real;  // [items, keys], 0 for a key that is padding; or null. A query without any key gets 0.
  int64_t items, queries, keys, d, width;
};

// Keys that attention takes at the most: a few queries' scores of them fill a cache.
constexpr int64_t kMostKeys = 8192;

// Computes y [items, queries, width]; returns what is wrong with the sizes, or null. As much as the scores of some queries is held at once.
// The result does not depend on the number of threads.
const char *ComputeAttention(Sgemm sgemm, const Attention &task, float *y);

// Computes the gradients to q, k and v from that to y; scores are computed again.
const char *ComputeAttentionGradient(Sgemm sgemm, const Attention &task, const float *to_y, float *to_q, float *to_k,
                                     float *to_v);

}  // namespace tissuebook

#endif  // TISSUEBOOK_ATTENTION_H_
