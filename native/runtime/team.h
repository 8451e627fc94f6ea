// Threads that stay awake together for the length of one inference: its layers are too short to wake a thread for each.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>

#include "thread_pool.h"

namespace halflite {

/// The threads of one run. The leader forks and joins; the others spin between its jobs. A thread that the system has not
/// scheduled yet is not waited for: whoever is there takes the chunks.
class Team {
 public:
  explicit Team(std::size_t threads) : threads_(threads) {}
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  std::size_t threads() const { return threads_; }

  /// Calls body(begin, end) for consecutive chunks of at most `grain` indices until [0, count) is done. Chunks begin at
  /// multiples of `grain`, whatever the number of threads. Only the leader calls it; the body must not throw.
  template <typename Body>
  void parallel_for(std::size_t count, std::size_t grain, const Body& body) {
    static_assert(std::is_nothrow_invocable_v<const Body&, std::size_t, std::size_t>, "the body must be noexcept");
    if (threads_ < 2 || count <= grain) {
      for (std::size_t begin = 0; begin < count; begin += grain) {
        body(begin, begin + grain < count ? begin + grain : count);
      }
      return;
    }
    run_ = [](const void* b, std::size_t begin, std::size_t end) { (*static_cast<const Body*>(b))(begin, end); };
    body_ = &body;
    count_ = count;
    grain_ = grain;
    fork_and_join();
  }

  /// What every thread but the leader does: works on jobs until the leader ends the run.
  void follow();
  /// Lets the others go.
  void end() { ended_.store(true, std::memory_order_release); }

 private:
  void fork_and_join();
  void take_chunks();

  const std::size_t threads_;
  void (*run_)(const void* body, std::size_t begin, std::size_t end) = nullptr;
  const void* body_ = nullptr;
  std::size_t count_ = 0, grain_ = 0;
  alignas(64) std::atomic<std::size_t> next_{0};
  /// Odd while a job is open. Together with inside_ it is Dekker's protocol: a follower enters, then looks whether the job
  /// is still open; the leader closes it, then waits until nobody is inside.
  alignas(64) std::atomic<std::uint64_t> epoch_{0};
  alignas(64) std::atomic<int> inside_{0};
  std::atomic<bool> ended_{false};
};

/// Calls body(team) on one thread while up to `threads` - 1 others of the pool help it. Returns when all are done.
template <typename Body>
void with_team(ThreadPool& pool, std::size_t threads, const Body& body) {
  Team team(threads);
  parallel_for(pool, threads, threads, 1, [&](std::size_t member, std::size_t) noexcept {
    if (member == 0) {
      body(team);
      team.end();
    } else {
      team.follow();
    }
  });
}

}  // namespace halflite
