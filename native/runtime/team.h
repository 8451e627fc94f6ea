// Threads that stay awake together for the length of one inference: its layers are too short to wake a thread for each.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "thread_pool.h"

namespace halflite {

/// The threads of one run. The leader, member 0, forks and joins; the others spin between its jobs. Every member begins with its
/// own share of a job, the same part each time: what it made in one job lies in its caches for the next. Then it takes parts of
/// the others', so a thread that the system has not scheduled yet is not waited for.
class Team {
 public:
  explicit Team(std::size_t threads) : shares_(threads > 0 ? threads : 1) {}
  Team(const Team&) = delete;
  Team& operator=(const Team&) = delete;

  std::size_t threads() const { return shares_.size(); }

  /// Calls body(begin, end) for consecutive parts of [0, count) until all are done. Every member has as many indices; its parts
  /// hold `least` of them, or a multiple of that, and the last one the rest. Only the leader calls it; the body must not throw.
  template <typename Body>
  void parallel_for(std::size_t count, std::size_t least, const Body& body) {
    static_assert(std::is_nothrow_invocable_v<const Body&, std::size_t, std::size_t>, "the body must be noexcept");
    if (threads() < 2 || count <= least) {
      if (count > 0) body(std::size_t{0}, count);
      return;
    }
    run_ = [](const void* b, std::size_t begin, std::size_t end) { (*static_cast<const Body*>(b))(begin, end); };
    body_ = &body;
    divide(count, least > 0 ? least : 1);
    fork_and_join();
  }

  /// What member `member` does, the leader apart: works on jobs until the leader ends the run.
  void follow(std::size_t member);
  /// Lets the others go.
  void end() { ended_.store(true, std::memory_order_release); }

 private:
  /// Indices [begin, end) of a job are a member's, in so many parts; those from `next` on are left.
  struct alignas(64) Share {
    std::atomic<std::size_t> next{0};
    std::size_t parts = 0, begin = 0, end = 0;
  };

  void divide(std::size_t count, std::size_t least);
  void fork_and_join();
  void take_parts(std::size_t member);

  std::vector<Share> shares_;
  void (*run_)(const void* body, std::size_t begin, std::size_t end) = nullptr;
  const void* body_ = nullptr;
  std::size_t part_size_ = 0;
  /// Odd while a job is open. Together with inside_ it is Dekker's protocol: a follower enters, then looks whether the job
  /// is still open; the leader closes it, then waits until nobody is inside.
  alignas(64) std::atomic<std::uint64_t> epoch_{0};
  alignas(64) std::atomic<int> inside_{0};
  std::atomic<bool> ended_{false};
};

/// Calls body(team) on this thread while up to `threads` - 1 others of the pool help it. Returns when all are done.
template <typename Body>
void with_team(ThreadPool& pool, std::size_t threads, const Body& body) {
  Team team(threads);
  const auto lead = [&]() noexcept {
    body(team);
    team.end();
  };
  lead_others(pool, team.threads() - 1, lead, [&](std::size_t helper) noexcept { team.follow(helper + 1); });
}

}  // namespace halflite
