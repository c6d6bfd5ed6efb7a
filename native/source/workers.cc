#include "workers.h"

#include <system_error>
#include <thread>

namespace tissuebook {

namespace {

// Whether this thread is inside of a loop. Asking busy_ instead would be wrong: a thread may not try a mutex that it holds.
thread_local bool in_loop = false;

class InLoop {
 public:
  InLoop() { in_loop = true; }
  ~InLoop() { in_loop = false; }
};

}  // namespace

Workers &Workers::Shared() {
  // Never destroyed: its threads may outlive everything that is destroyed when the process ends.
  static Workers *const workers = new Workers();
  return *workers;
}

void Workers::Grow(int threads) {
  if (in_loop) return;
  const std::lock_guard<std::mutex> lock(busy_);
  for (; threads_ + 1 < threads; threads_++) {
    try {
      std::thread([this] { Serve(); }).detach();
    } catch (const std::system_error &) {
      return;
    }
  }
}

void Workers::Run(int64_t count, const std::function<void(int64_t)> &work) {
  const auto alone = [&] {
    for (int64_t i = 0; i < count; i++) work(i);
  };
  if (in_loop || count <= 1 || threads_ == 0) return alone();
  const std::unique_lock<std::mutex> mine(busy_, std::try_to_lock);
  if (!mine.owns_lock()) return alone();

  Loop loop(work, count);
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    loop_ = &loop;
    loops_++;
  }
  wake_.notify_all();
  Take(loop);
  {
    // Threads that have not woken up by now find nothing to do; only those inside are waited for.
    std::unique_lock<std::mutex> lock(mutex_);
    loop_ = nullptr;
    done_.wait(lock, [this] { return inside_ == 0; });
  }
  if (loop.problem) std::rethrow_exception(loop.problem);
}

void Workers::Serve() {
  uint64_t seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return loop_ != nullptr && loops_ != seen; });
    seen = loops_;
    Loop &loop = *loop_;
    inside_++;
    lock.unlock();
    Take(loop);
    lock.lock();
    if (--inside_ == 0) done_.notify_one();
  }
}

void Workers::Take(Loop &loop) noexcept {
  const InLoop inside;
  try {
    for (int64_t i = loop.next++; i < loop.count && !loop.failed; i = loop.next++) loop.work(i);
  } catch (...) {
    if (!loop.failed.exchange(true)) loop.problem = std::current_exception();
  }
}

}  // namespace tissuebook
