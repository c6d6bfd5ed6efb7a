#include "workers.h"

#include <thread>

namespace tissuebook {

Workers &Workers::Shared() {
  // Never destroyed: its threads may outlive everything that is destroyed when the process ends.
  static Workers *const workers = new Workers();
  return *workers;
}

void Workers::Grow(int threads) {
  const std::lock_guard<std::mutex> lock(busy_);
  for (; threads_ + 1 < threads; threads_++) {
    std::thread([this] { Serve(); }).detach();
  }
}

void Workers::Run(int64_t count, const std::function<void(int64_t)> &work) {
  std::unique_lock<std::mutex> mine(busy_, std::try_to_lock);
  if (count <= 1 || threads_ == 0 || !mine.owns_lock()) {
    for (int64_t i = 0; i < count; i++) work(i);
    return;
  }
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    work_ = &work;
    count_ = count;
    next_ = 0;
    loop_++;
  }
  wake_.notify_all();
  Take(work, next_, count);
  // Threads that have not woken up by now find nothing to do; only those inside are waited for.
  std::unique_lock<std::mutex> lock(mutex_);
  work_ = nullptr;
  done_.wait(lock, [this] { return inside_ == 0; });
}

void Workers::Serve() {
  uint64_t seen = 0;
  std::unique_lock<std::mutex> lock(mutex_);
  for (;;) {
    wake_.wait(lock, [&] { return work_ != nullptr && loop_ != seen; });
    seen = loop_;
    const auto &work = *work_;
    const int64_t count = count_;
    inside_++;
    lock.unlock();
    Take(work, next_, count);
    lock.lock();
    if (--inside_ == 0) done_.notify_one();
  }
}

void Workers::Take(const std::function<void(int64_t)> &work, std::atomic<int64_t> &next, int64_t count) {
  for (int64_t i = next++; i < count; i = next++) work(i);
}

}  // namespace tissuebook
