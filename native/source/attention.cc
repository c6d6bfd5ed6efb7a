#include "attention.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <memory>

#include "workers.h"

namespace tissuebook {

namespace {

namespace baseline {
constexpr int kLanes = 4;
#include "softmax_rows.h"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HAS_WIDE_VECTORS
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
constexpr int kLanes = 8;
#include "softmax_rows.h"
}  // namespace avx2
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,prefer-vector-width=512")
namespace avx512 {
constexpr int kLanes = 16;
#include "softmax_rows.h"
}  // namespace avx512
#pragma GCC pop_options
#endif

// The inner loops for the processor at hand.
struct InnerLoops {
  decltype(&baseline::Softmax) softmax;
  decltype(&baseline::SoftmaxGradient) softmax_gradient;
};

const InnerLoops &Loops() {
  static const InnerLoops loops = [] {
#ifdef HAS_WIDE_VECTORS
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
      return InnerLoops{avx512::Softmax, avx512::SoftmaxGradient};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      return InnerLoops{avx2::Softmax, avx2::SoftmaxGradient};
    }
#endif
    return InnerLoops{baseline::Softmax, baseline::SoftmaxGradient};
  }();
  return loops;
}

// Scores that are held at once, 256 KB: with their gradients they fit into a second-level cache (ours).
constexpr int64_t kScores = 1 << 16;
// Queries of a block at the least and at the most (ours).
constexpr int64_t kFewestQueries = 8, kMostQueries = 256;
// Multiplications for which waking another thread pays off, and parts of a loop at the most (ours).
constexpr int64_t kPerPart = 1'000'000, kMostParts = 64;

int64_t QueriesOf(const Attention &task) {
  return std::min(task.queries, std::clamp(kScores / task.keys, kFewestQueries, kMostQueries));
}

int64_t PartsOf(const Attention &task, int64_t loops) {
  const double work = static_cast<double>(task.items) * task.queries * task.keys * (task.d + task.width);
  const double parts = std::min({work / kPerPart, static_cast<double>(loops), static_cast<double>(kMostParts)});
  return std::max<int64_t>(1, static_cast<int64_t>(parts));
}

// c = alpha op(a) op(b) + beta c, where a is [m, k] or, transposed, [k, m]; nothing lies between rows.
void Multiply(Sgemm sgemm, bool transpose_a, bool transpose_b, int64_t m, int64_t n, int64_t k, float alpha,
              const float *a, const float *b, float beta, float *c) {
  const auto size = [](int64_t number) { return static_cast<int>(number); };
  sgemm(kRowMajor, transpose_a ? kTransposed : kPlain, transpose_b ? kTransposed : kPlain, size(m), size(n), size(k),
        alpha, a, size(transpose_a ? m : k), b, size(transpose_b ? k : n), beta, c, size(n));
}

// A block of one item's queries, from `first` on.
struct Block {
  int64_t item, first, count;
};

// Weights [queries of the block, keys].
void Weigh(Sgemm sgemm, const Attention &task, const Block &block, float *weights) {
  const float scale = 1 / std::sqrt(static_cast<float>(task.d));
  const float *const q = task.q + (block.item * task.queries + block.first) * task.d;
  Multiply(sgemm, false, true, block.count, task.keys, task.d, scale, q, task.k + block.item * task.keys * task.d, 0,
           weights);
  const float *const real = task.real ? task.real + block.item * task.keys : nullptr;
  for (int64_t i = 0; i < block.count; i++) Loops().softmax(weights + i * task.keys, real, task.keys);
}

// Adds a block's share to the gradients; to those to k and v it adds what is there, unless the block is the item's first.
struct Gradients {
  const float *to_y;
  float *to_q, *to_k, *to_v;

  void Add(Sgemm sgemm, const Attention &task, const Block &block, float *weights, float *to_scores) const {
    const auto &[item, first, count] = block;
    const float scale = 1 / std::sqrt(static_cast<float>(task.d)), beta = first == 0 ? 0 : 1;
    const int64_t row = item * task.queries + first, known = item * task.keys;
    const float *const up = to_y + row * task.width;
    Weigh(sgemm, task, block, weights);
    Multiply(sgemm, true, false, task.keys, task.width, count, 1, weights, up, beta, to_v + known * task.width);
    Multiply(sgemm, false, true, count, task.keys, task.width, 1, up, task.v + known * task.width, 0, to_scores);
    for (int64_t i = 0; i < count; i++) {
      Loops().softmax_gradient(weights + i * task.keys, to_scores + i * task.keys, task.keys);
    }
    Multiply(sgemm, false, false, count, task.d, task.keys, scale, to_scores, task.k + known * task.d, 0,
             to_q + row * task.d);
    Multiply(sgemm, true, false, task.keys, task.d, count, scale, to_scores, task.q + row * task.d, beta,
             to_k + known * task.d);
  }
};

const char *SizeProblem(const Attention &task) {
  constexpr int64_t kMost = std::numeric_limits<int>::max();
  for (const int64_t size : {task.items, task.queries, task.keys, task.d, task.width}) {
    if (size < 1 || size > kMost) return "a size is not one of attention";
  }
  return task.keys > kMostKeys ? "there are too many keys" : nullptr;
}

}  // namespace

const char *ComputeAttention(Sgemm sgemm, const Attention &task, float *y) {
  if (const char *problem = SizeProblem(task)) return problem;
  const int64_t each = QueriesOf(task), blocks = (task.queries + each - 1) / each, all = task.items * blocks;
  const int64_t parts = PartsOf(task, all);
  Workers::Shared().Run(parts, [&](int64_t part) {
    const std::unique_ptr<float[]> weights(new float[each * task.keys]);
    for (int64_t at = all * part / parts; at < all * (part + 1) / parts; at++) {
      const int64_t first = at % blocks * each;
      const Block block{at / blocks, first, std::min(each, task.queries - first)};
      Weigh(sgemm, task, block, weights.get());
      Multiply(sgemm, false, false, block.count, task.width, task.keys, 1, weights.get(),
               task.v + block.item * task.keys * task.width, 0, y + (block.item * task.queries + first) * task.width);
    }
  });
  return nullptr;
}

const char *ComputeAttentionGradient(Sgemm sgemm, const Attention &task, const float *to_y, float *to_q, float *to_k,
                                     float *to_v) {
  if (const char *problem = SizeProblem(task)) return problem;
  const Gradients gradients{to_y, to_q, to_k, to_v};
  const int64_t each = QueriesOf(task), parts = PartsOf(task, task.items);
  // An item's blocks follow each other, so that what they add to keys and values is added in one order.
  Workers::Shared().Run(parts, [&](int64_t part) {
    const std::unique_ptr<float[]> weights(new float[each * task.keys]), to_scores(new float[each * task.keys]);
    for (int64_t item = task.items * part / parts; item < task.items * (part + 1) / parts; item++) {
      for (int64_t first = 0; first < task.queries; first += each) {
        const Block block{item, first, std::min(each, task.queries - first)};
        gradients.Add(sgemm, task, block, weights.get(), to_scores.get());
      }
    }
  });
  return nullptr;
}

}  // namespace tissuebook
