#include "product.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "workers.h"

namespace tissuebook {

namespace {

// Multiplications for which waking another thread pays off (ours).
constexpr int64_t kPerPart = 4'000'000;
// Parts of one call at the most, and rows or columns of a part at the least: each packs the other matrix anew (ours).
constexpr int64_t kMostParts = 32, kFewestRows = 128;
// Parts begin at multiples of this, the rows and columns that inner loops take at once (ours).
constexpr int64_t kGrain = 48;

// Rows from..to - 1 and columns from..to - 1 of one product.
struct Block {
  int64_t row, rows, column, columns;
};

void Multiply(Sgemm sgemm, const Product &task, int64_t item, const Block &block) {
  const int64_t lda = task.transpose_a ? task.m : task.k, ldb = task.transpose_b ? task.k : task.n;
  const float *const a = task.a + item * task.stride_a + block.row * (task.transpose_a ? 1 : lda);
  const float *const b = task.b + item * task.stride_b + block.column * (task.transpose_b ? ldb : 1);
  float *const c = task.c + (item * task.m + block.row) * task.n + block.column;
  const auto size = [](int64_t number) { return static_cast<int>(number); };
  sgemm(kRowMajor, task.transpose_a ? kTransposed : kPlain, task.transpose_b ? kTransposed : kPlain, size(block.rows),
        size(block.columns), size(task.k), 1, a, size(lda), b, size(ldb), 0, c, size(task.n));
}

// Whole products are shared out, some to each part.
void ShareItems(Sgemm sgemm, const Product &task, int64_t parts) {
  Workers::Shared().Run(parts, [&](int64_t part) {
    const int64_t end = task.batch * (part + 1) / parts;
    for (int64_t item = task.batch * part / parts; item < end; item++) {
      Multiply(sgemm, task, item, {0, task.m, 0, task.n});
    }
  });
}

// Each product is cut into blocks of rows or of columns.
void ShareBlocks(Sgemm sgemm, const Product &task, int64_t parts) {
  const bool by_rows = task.m >= task.n;
  const int64_t length = by_rows ? task.m : task.n;
  const int64_t each = std::max(kFewestRows, (length + parts - 1) / parts);
  const int64_t step = (each + kGrain - 1) / kGrain * kGrain;
  const int64_t blocks = (length + step - 1) / step;
  Workers::Shared().Run(task.batch * blocks, [&](int64_t part) {
    const int64_t begin = part % blocks * step, count = std::min(step, length - begin);
    const Block block = by_rows ? Block{begin, count, 0, task.n} : Block{0, task.m, begin, count};
    Multiply(sgemm, task, part / blocks, block);
  });
}

}  // namespace

const char *ComputeProduct(Sgemm sgemm, const Product &task) {
  constexpr int64_t kMost = std::numeric_limits<int>::max();
  for (const int64_t size : {task.batch, task.m, task.n, task.k}) {
    if (size < 0 || size > kMost) return "a size is not one of a matrix";
  }
  if (task.batch == 0 || task.m == 0 || task.n == 0) return nullptr;
  if (task.k == 0) {
    std::memset(task.c, 0, task.batch * task.m * task.n * sizeof(float));
    return nullptr;
  }
  const double work = static_cast<double>(task.batch) * task.m * task.n * task.k;
  const int64_t parts = static_cast<int64_t>(std::clamp(work / kPerPart, 1.0, static_cast<double>(kMostParts)));
  if (task.batch >= parts) {
    ShareItems(sgemm, task, parts);
  } else {
    ShareBlocks(sgemm, task, (parts + task.batch - 1) / task.batch);
  }
  return nullptr;
}

}  // namespace tissuebook
