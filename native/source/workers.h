// Threads that share a loop with the thread that calls it.
#ifndef TISSUEBOOK_WORKERS_H_
#define TISSUEBOOK_WORKERS_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>

namespace tissuebook {

class Workers {
 public:
  // The workers of this process. They live as long as it does.
  static Workers &Shared();

  // Starts threads until `threads` can take part in a loop, the caller among them.
  void Grow(int threads);

  // How many threads can take part in a loop.
  int count() const { return threads_.load() + 1; }

  // Calls work(i) for each i from 0 to count - 1, in any order, and returns when all are done. A second caller at the same time gets
  // no help: it does its own work alone.
  void Run(int64_t count, const std::function<void(int64_t)> &work);

 private:
  void Serve();
  static void Take(const std::function<void(int64_t)> &work, std::atomic<int64_t> &next, int64_t count);

  std::atomic<int> threads_{0};
  std::mutex busy_;

  // The loop at hand, guarded by mutex_ but for next_.
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  const std::function<void(int64_t)> *work_ = nullptr;
  std::atomic<int64_t> next_{0};
  int64_t count_ = 0;
  uint64_t loop_ = 0;
  int inside_ = 0;
};

}  // namespace tissuebook

#endif  // TISSUEBOOK_WORKERS_H_
