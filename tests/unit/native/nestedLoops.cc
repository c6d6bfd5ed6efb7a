// Loops inside of loops, on three threads and from several callers at once. Prints "sum most" a line for each claim of the test.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <vector>

#include "workers.h"

namespace {

std::atomic<int64_t> sum{0};
std::atomic<int> working{0}, most{0};

// Counts how many threads are in here at once.
void Work(int64_t i) {
  const int now = ++working;
  for (int seen = most; now > seen && !most.compare_exchange_weak(seen, now);) {
  }
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  sum += i;
  working--;
}

void Print(const char *name) {
  std::printf("%s %lld %d\n", name, static_cast<long long>(sum.exchange(0)), most.exchange(0));
}

}  // namespace

int main() {
  auto &workers = tissuebook::Workers::Shared();
  workers.Grow(3);

  workers.Run(100, Work);
  Print("plain");

  workers.Run(10, [&](int64_t) {
    workers.Run(10, [&](int64_t) { workers.Run(5, Work); });
  });
  Print("nested");

  std::vector<std::thread> callers;
  for (int c = 0; c < 4; c++) {
    callers.emplace_back([&] {
      for (int again = 0; again < 20; again++) workers.Run(10, [&](int64_t) { workers.Run(2, Work); });
    });
  }
  for (auto &caller : callers) caller.join();
  Print("callers");

  workers.Run(4, [&](int64_t) { workers.Grow(8); });
  std::printf("grown %d 0\n", workers.count());

  for (int again = 0; again < 50; again++) {
    try {
      workers.Run(20, [&](int64_t i) {
        workers.Run(3, [&](int64_t) {
          if (i % 7 == 3) throw std::runtime_error("seven");
        });
      });
      return 1;
    } catch (const std::runtime_error &) {
    }
  }
  workers.Run(100, Work);
  Print("after");
  return 0;
}
