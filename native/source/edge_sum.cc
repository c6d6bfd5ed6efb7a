#include "edge_sum.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "workers.h"

namespace tissuebook {

namespace {

namespace baseline {
constexpr int kLanes = 4;
#include "sum_rows.h"
}  // namespace baseline

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define HAS_WIDE_VECTORS
#pragma GCC push_options
#pragma GCC target("avx2,fma")
namespace avx2 {
constexpr int kLanes = 8;
#include "sum_rows.h"
}  // namespace avx2
#pragma GCC target("avx512f,avx512vl,avx512dq,avx512bw,prefer-vector-width=512")
namespace avx512 {
constexpr int kLanes = 16;
#include "sum_rows.h"
}  // namespace avx512
#pragma GCC pop_options
#endif

// The inner loops for the processor at hand.
struct InnerLoops {
  decltype(&baseline::SumRow) sum_row;
  decltype(&baseline::Rises) rises;
  decltype(&baseline::AllBelow) all_below;
};

const InnerLoops &Loops() {
  static const InnerLoops loops = [] {
#ifdef HAS_WIDE_VECTORS
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw")) {
      return InnerLoops{avx512::SumRow, avx512::Rises, avx512::AllBelow};
    }
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
      return InnerLoops{avx2::SumRow, avx2::Rises, avx2::AllBelow};
    }
#endif
    return InnerLoops{baseline::SumRow, baseline::Rises, baseline::AllBelow};
  }();
  return loops;
}

constexpr char kOutOfRange[] =
    "an edge begins or ends at a row that does not exist";

// Edges times columns below which waking other threads costs more than it saves (ours).
constexpr int64_t kSmall = 1 << 15;
// Parts of a loop for each thread, so that uneven parts even out (ours).
constexpr int64_t kPartsPerThread = 4;

// Edges in the order of their receivers: those of row r are starts[r] to starts[r + 1] - 1.
struct Sorted {
  std::vector<int64_t> starts;
  const int32_t *from;
  const float *values;
  // What `from` and `values` point to where they had to be brought into order.
  std::vector<int32_t> own_from;
  std::vector<float> own_values;
};

int64_t PartsFor(const EdgeSum &task) {
  if (task.edges * task.width < kSmall) return 1;
  return kPartsPerThread * Workers::Shared().count();
}

template <typename Visit>
void InParts(int64_t parts, int64_t length, Visit visit) {
  Workers::Shared().Run(parts, [&](int64_t part) {
    visit(length * part / parts, length * (part + 1) / parts);
  });
}

bool IsSorted(const EdgeSum &task, int64_t parts) {
  std::atomic<bool> sorted{true};
  InParts(parts, task.edges - 1, [&](int64_t begin, int64_t end) {
    if (!Loops().rises(task.to, begin, end)) sorted = false;
  });
  return sorted;
}

// Where the edges of each row start, when they are in order.
void FindStarts(const EdgeSum &task, int64_t parts, Sorted &sorted) {
  int64_t *const starts = sorted.starts.data();
  InParts(parts, task.edges, [&](int64_t begin, int64_t end) {
    int64_t before = begin == 0 ? -1 : std::max(task.to[begin - 1], -1);
    for (int64_t e = begin; e < end; e++) {
      while (before < task.to[e]) starts[++before] = e;
    }
  });
  const int64_t last = task.edges == 0 ? -1 : std::max(task.to[task.edges - 1], -1);
  std::fill(starts + last + 1, starts + task.size + 1, task.edges);
}

// Brings edges into order; those of a row keep theirs.
void Sort(const EdgeSum &task, Sorted &sorted) {
  auto &starts = sorted.starts;
  for (int64_t e = 0; e < task.edges; e++) {
    if (task.to[e] >= 0) starts[task.to[e] + 1]++;
  }
  for (int64_t r = 0; r < task.size; r++) starts[r + 1] += starts[r];
  std::vector<int64_t> next(starts.begin(), starts.end() - 1);
  sorted.own_from.resize(starts[task.size]);
  if (task.values) sorted.own_values.resize(starts[task.size]);
  for (int64_t e = 0; e < task.edges; e++) {
    if (task.to[e] < 0) continue;
    const int64_t place = next[task.to[e]]++;
    sorted.own_from[place] = task.from ? task.from[e] : static_cast<int32_t>(e);
    if (task.values) sorted.own_values[place] = task.values[e];
  }
  sorted.from = sorted.own_from.data();
  sorted.values = task.values ? sorted.own_values.data() : nullptr;
}

// The first row of a part, so that all parts have about as many rows and edges.
int64_t FirstRow(const Sorted &sorted, int64_t size, int64_t edges, int64_t part, int64_t parts) {
  const int64_t wanted = (size + edges) * part / parts;
  int64_t low = 0, high = size;
  while (low < high) {
    const int64_t middle = (low + high) / 2;
    if (sorted.starts[middle] + middle < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

}  // namespace

const char *ComputeEdgeSum(const EdgeSum &task) {
  const int64_t parts = PartsFor(task);
  Sorted sorted{std::vector<int64_t>(task.size + 1), task.from, task.values, {}, {}};
  const int64_t size = task.size;
  if (task.edges <= 1 || IsSorted(task, parts)) {
    if (task.edges > 0 && task.to[task.edges - 1] >= size) return kOutOfRange;
    FindStarts(task, parts, sorted);
  } else {
    if (*std::max_element(task.to, task.to + task.edges) >= size) return kOutOfRange;
    Sort(task, sorted);
  }

  std::atomic<bool> in_range{true};
  const InnerLoops &loops = Loops();
  const int64_t edges = sorted.starts[size];
  Workers::Shared().Run(parts, [&](int64_t part) {
    const int64_t first = FirstRow(sorted, size, edges, part, parts);
    const int64_t last = part + 1 == parts ? size : FirstRow(sorted, size, edges, part + 1, parts);
    if (sorted.from && !loops.all_below(sorted.from, sorted.starts[first], sorted.starts[last], task.rows)) {
      in_range = false;
      return;
    }
    for (int64_t r = first; r < last; r++) {
      loops.sum_row(task.x, task.width, sorted.from, sorted.values,
             sorted.starts[r], sorted.starts[r + 1], task.sums + r * task.width);
    }
  });
  return in_range ? nullptr : kOutOfRange;
}

}  // namespace tissuebook
