// Products by a BLAS, its file named by the first argument, on as many threads as the second says. Prints the largest relative error against
// sums in double, and a digest of the bits of all results, for each of several forms;
// then such digests of attention and its gradients.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "attention.h"
#include "product.h"
#include "workers.h"

namespace {

std::vector<float> Numbers(int64_t count, uint32_t seed) {
  std::vector<float> numbers(count);
  for (float &number : numbers) {
    seed = seed * 1664525u + 1013904223u;
    number = static_cast<float>(seed >> 8) / (1 << 23) - 1;
  }
  return numbers;
}

// Of the bits.
unsigned long long Digest(const std::vector<float> &numbers) {
  uint64_t digest = 14695981039346656037u;
  for (const float &number : numbers) {
    uint32_t bits;
    std::memcpy(&bits, &number, sizeof bits);
    digest = (digest ^ bits) * 1099511628211u;
  }
  return digest;
}

// Several blocks of queries to an item.
void PrintAttention(tissuebook::Sgemm sgemm) {
  constexpr int64_t kItems = 7, kQueries = 150, kKeys = 1100, kWidth = 16;
  const auto q = Numbers(kItems * kQueries * kWidth, 1), k = Numbers(kItems * kKeys * kWidth, 2),
             v = Numbers(kItems * kKeys * kWidth, 3), up = Numbers(kItems * kQueries * kWidth, 4);
  std::vector<float> y(q.size()), to_q(q.size()), to_k(k.size()), to_v(v.size());
  const tissuebook::Attention task{q.data(), k.data(), v.data(), nullptr, kItems, kQueries, kKeys, kWidth, kWidth};
  const char *const problems[] = {
      tissuebook::ComputeAttention(sgemm, task, y.data()),
      tissuebook::ComputeAttentionGradient(sgemm, task, up.data(), to_q.data(), to_k.data(), to_v.data())};
  for (const char *problem : problems) {
    if (problem) std::puts(problem);
  }
  std::printf("attention %llx %llx %llx %llx\n", Digest(y), Digest(to_q), Digest(to_k), Digest(to_v));
}

double Error(const tissuebook::Product &task) {
  double error = 0, largest = 0;
  // Some rows are enough, the first and the last among them.
  const int64_t step = std::max<int64_t>(1, (task.m - 1) / 7);
  for (int64_t item = 0; item < task.batch; item++) {
    const float *const a = task.a + item * task.stride_a, *const b = task.b + item * task.stride_b;
    for (int64_t i = 0; i < task.m; i += step) {
      for (int64_t j = 0; j < task.n; j++) {
        double sum = 0;
        for (int64_t l = 0; l < task.k; l++) {
          sum += static_cast<double>(task.transpose_a ? a[l * task.m + i] : a[i * task.k + l]) *
                 (task.transpose_b ? b[j * task.k + l] : b[l * task.n + j]);
        }
        const double off = std::abs(task.c[(item * task.m + i) * task.n + j] - sum);
        error = off <= error ? error : off;
        largest = std::max(largest, std::abs(sum));
      }
    }
  }
  return largest > 0 ? error / largest : error;
}

}  // namespace

int main(int, char **arguments) {
  const tissuebook::Blas blas = tissuebook::LoadBlas(arguments[1]);
  tissuebook::Workers::Shared().Grow(std::atoi(arguments[2]));
  // batch, m, n, k: one small product, cut by rows, cut by columns, a few large ones, many small ones, nothing to add.
  constexpr int64_t kSizes[][4] = {{1, 3, 5, 7},      {1, 2000, 130, 100}, {1, 65, 1500, 300},
                                   {3, 500, 200, 90}, {300, 30, 33, 20},   {2, 4, 5, 0}};
  for (const auto &[batch, m, n, k] : kSizes) {
    for (int form = 0; form < 8; form++) {
      const bool one = form & 4;
      const auto a = Numbers(batch * m * k, 1), b = Numbers(batch * k * n, 2);
      std::vector<float> c(batch * m * n, NAN);
      const tissuebook::Product task{a.data(), b.data(), c.data(), batch, m, n, k, (form & 1) != 0, (form & 2) != 0,
                                     one ? 0 : m * k, k * n};
      const char *const problem = tissuebook::ComputeProduct(blas.sgemm, task);
      if (problem) {
        std::puts(problem);
        return 1;
      }
      std::printf("%.3g %llx\n", Error(task), Digest(c));
    }
  }
  PrintAttention(blas.sgemm);
  float none = 0;
  const char *const problem = tissuebook::ComputeProduct(
      blas.sgemm, {&none, &none, &none, 1, int64_t{1} << 40, 1, 1, false, false, 0, 0});
  std::puts(problem ? problem : "nothing");
  return 0;
}
