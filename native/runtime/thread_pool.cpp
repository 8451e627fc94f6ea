#include "thread_pool.h"

#include <algorithm>
#include <chrono>
#include <system_error>

#include "pause.h"

namespace halflite {
namespace {

/// For a few times as long as it takes to wake a thread that sleeps. Processors pause for very different times, so the clock tells.
template <typename Condition>
void spin_while(const Condition& condition) {
  constexpr auto longest = std::chrono::microseconds(250);
  constexpr int spins_between_looks = 64;
  const auto begun = std::chrono::steady_clock::now();
  do {
    for (int i = 0; i < spins_between_looks; i++) {
      if (!condition()) return;
      pause_processor();
    }
  } while (std::chrono::steady_clock::now() - begun < longest);
}

}  // namespace

std::shared_ptr<ThreadPool> ThreadPool::shared() {
  static std::mutex mutex;
  static std::weak_ptr<ThreadPool> current;
  const std::lock_guard lock(mutex);
  std::shared_ptr<ThreadPool> pool = current.lock();
  if (!pool) current = pool = std::make_shared<ThreadPool>();
  return pool;
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::size_t ThreadPool::size() const {
  const std::lock_guard lock(mutex_);
  return threads_.size();
}

void ThreadPool::Job::take_chunks() noexcept {
  while (true) {
    const std::size_t chunk = next.fetch_add(1, std::memory_order_relaxed);
    if (chunk >= count / grain + (count % grain != 0)) return;
    const std::size_t begin = chunk * grain;
    run(body, begin, begin + std::min(grain, count - begin));
  }
}

void ThreadPool::run(Job& job, std::size_t helpers) {
  open(job, helpers);
  close(job);
}

void ThreadPool::open(Job& job, std::size_t helpers) {
  {
    const std::lock_guard lock(mutex_);
    start_threads(helpers);
    job.seats = std::min(helpers, threads_.size());
    jobs_.push_back(&job);
    opened_.fetch_add(1, std::memory_order_release);
  }
  for (std::size_t i = 0; i < helpers; i++) wake_.notify_one();
}

/// Does what nobody has begun, and waits for the rest.
void ThreadPool::close(Job& job) {
  job.take_chunks();
  std::unique_lock lock(mutex_);
  std::erase(jobs_, &job);
  lock.unlock();
  spin_while([&] { return job.helpers.load(std::memory_order_relaxed) != 0; });
  lock.lock();
  job.done.wait(lock, [&] { return job.helpers == 0; });
}

/// A thread that cannot be started is not missed: the caller does the work.
void ThreadPool::start_threads(std::size_t wanted) {
  wanted = std::min(wanted, max_threads);
  try {
    while (threads_.size() < wanted) threads_.emplace_back([this] { work(); });
  } catch (const std::system_error&) {
  }
}

ThreadPool::Job* ThreadPool::job_with_a_seat() {
  for (Job* job : jobs_) {
    if (job->seats > 0) return job;
  }
  return nullptr;
}

void ThreadPool::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    Job* job = nullptr;
    wake_.wait(lock, [&] { return stopping_ || (job = job_with_a_seat()); });
    if (!job) return;
    job->seats--;
    job->helpers++;
    lock.unlock();
    job->take_chunks();
    lock.lock();
    // While the lock is held the job's owner cannot see helpers == 0 and end the job's life.
    if (--job->helpers == 0) job->done.notify_one();
    const std::uint64_t seen = opened_.load(std::memory_order_relaxed);
    lock.unlock();
    // Runs often follow each other closely.
    spin_while([&] { return opened_.load(std::memory_order_relaxed) == seen; });
    lock.lock();
  }
}

}  // namespace halflite
