// The only threading there is: a process-wide pool whose threads sleep between jobs, but for a moment behind each.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <vector>

namespace halflite {

/// Threads are started on demand and joined by the destructor. Every method may be called from any thread, also at the
/// same time: concurrent jobs share the threads, and each job's caller always works on its own job.
class ThreadPool {
 public:
  /// More threads than this are never started, whatever a caller asks for.
  static constexpr std::size_t max_threads = 256;

  ThreadPool() = default;
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  /// No job may be running.
  ~ThreadPool();

  /// The pool that all users in the process share. It lives as long as anyone holds it, so that the last environment of
  /// Node to go away joins the threads before the addon's code can be unloaded.
  static std::shared_ptr<ThreadPool> shared();

  /// Threads that were started so far.
  std::size_t size() const;

 private:
  /// A range cut into chunks that threads take one after another.
  struct Job {
    void (*run)(const void* body, std::size_t begin, std::size_t end);
    const void* body;
    std::size_t count, grain;
    std::atomic<std::size_t> next{0};
    // Guarded by the pool's mutex:
    std::size_t seats = 0;    // helpers that may still join
    std::atomic<std::size_t> helpers = 0;  // helpers at work; read without it by who only waits
    std::condition_variable done{};

    void take_chunks() noexcept;
  };

  template <typename Body>
  friend void parallel_for(ThreadPool& pool, std::size_t threads, std::size_t count, std::size_t grain,
                           const Body& body);

  template <typename Lead, typename Help>
  friend void lead_others(ThreadPool& pool, std::size_t helpers, const Lead& lead, const Help& help);

  void run(Job& job, std::size_t helpers);
  void open(Job& job, std::size_t helpers);
  void close(Job& job);
  void start_threads(std::size_t wanted);
  void work();
  Job* job_with_a_seat();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::vector<std::thread> threads_;
  std::vector<Job*> jobs_;
  bool stopping_ = false;
  std::atomic<std::uint64_t> opened_{0};  ///< jobs so far; changed under the mutex
};

/// Calls body(begin, end) for consecutive chunks of at most `grain` indices until [0, count) is done, on at most
/// `threads` threads, the caller included. Chunks begin at multiples of `grain`, whatever the number of threads. The body
/// must not throw. Returns when every chunk is done.
template <typename Body>
void parallel_for(ThreadPool& pool, std::size_t threads, std::size_t count, std::size_t grain, const Body& body) {
  static_assert(std::is_nothrow_invocable_v<const Body&, std::size_t, std::size_t>, "the body must be noexcept");
  ThreadPool::Job job{[](const void* b, std::size_t begin, std::size_t end) {
                        (*static_cast<const Body*>(b))(begin, end);
                      },
                      &body, count, grain};
  const std::size_t chunks = count / grain + (count % grain != 0);
  const std::size_t useful = chunks < threads ? chunks : threads;
  if (useful > 1) pool.run(job, useful - 1);
  else job.take_chunks();
}

/// Calls lead() on this thread, and help(0), help(1), ... once each for every helper: on other threads as soon as they wake, or
/// on this one behind lead(). Neither may throw. Returns when all are done.
template <typename Lead, typename Help>
void lead_others(ThreadPool& pool, std::size_t helpers, const Lead& lead, const Help& help) {
  static_assert(std::is_nothrow_invocable_v<const Lead&> && std::is_nothrow_invocable_v<const Help&, std::size_t>,
                "neither may throw");
  if (helpers == 0) return lead();
  ThreadPool::Job job{[](const void* h, std::size_t begin, std::size_t) { (*static_cast<const Help*>(h))(begin); }, &help, helpers, 1};
  pool.open(job, helpers);
  lead();
  pool.close(job);
}

}  // namespace halflite
