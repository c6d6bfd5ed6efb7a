// Threads that share a loop with the thread that calls it.
#ifndef TISSUEBOOK_WORKERS_H_
#define TISSUEBOOK_WORKERS_H_

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>

namespace tissuebook {

class Workers {
 public:
  // The workers of this process. They live as long as it does.
  static Workers &Shared();

  // Starts threads until `threads` can take part in a loop, the caller among them, or the system gives no more.
  void Grow(int threads);

  // How many threads can take part in a loop.
  int count() const { return threads_.load() + 1; }

  // Calls work(i) for each i from 0 to count - 1, in any order, and returns when all are done. Who calls while a loop runs, from another
  // thread or from inside of the loop, gets no help: it does its own work alone, so that never more than count() threads work for one
  // loop and those within it. Rethrows what work throws first; what has not begun then is left out.
  void Run(int64_t count, const std::function<void(int64_t)> &work);

 private:
  struct Loop {
    Loop(const std::function<void(int64_t)> &body, int64_t times) : work(body), count(times) {}
    const std::function<void(int64_t)> &work;
    const int64_t count;
    std::atomic<int64_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr problem;
  };

  void Serve();
  static void Take(Loop &loop) noexcept;

  std::atomic<int> threads_{0};
  std::mutex busy_;

  // The loop at hand and those inside of it, guarded by mutex_.
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  Loop *loop_ = nullptr;
  uint64_t loops_ = 0;
  int inside_ = 0;
};

}  // namespace tissuebook

#endif  // TISSUEBOOK_WORKERS_H_
