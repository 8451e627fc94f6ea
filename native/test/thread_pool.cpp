#include "../runtime/team.h"

#include <algorithm>
#include <atomic>

#include "check.h"

namespace halflite::test {
namespace {

/// Every index once, chunks at multiples of the grain.
void check_coverage(ThreadPool& threads, std::size_t thread_count, std::size_t count, std::size_t grain) {
  std::vector<std::atomic<int>> visits(count);
  parallel_for(threads, thread_count, count, grain, [&](std::size_t begin, std::size_t end) noexcept {
    CHECK(begin % grain == 0 && end > begin && end - begin <= grain && end <= count, "chunk %zu-%zu", begin, end);
    for (std::size_t i = begin; i < end; i++) visits[i]++;
  });
  for (std::size_t i = 0; i < count; i++) CHECK(visits[i] == 1, "index %zu visited %d times", i, visits[i].load());
}

void check_concurrent_callers() {
  ThreadPool threads;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 4; caller++) {
    callers.emplace_back([&threads, caller] {
      for (std::size_t i = 0; i < 50; i++) check_coverage(threads, 1 + (i + caller) % 5, 97 * i, 1 + i % 9);
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(threads.size() <= 4, "%zu threads for at most 4 helpers", threads.size());
}

void check_nested() {
  ThreadPool threads;
  std::atomic<int> sum{0};
  parallel_for(threads, 3, 10, 1, [&](std::size_t, std::size_t) noexcept {
    parallel_for(threads, 3, 10, 1, [&](std::size_t begin, std::size_t) noexcept { sum += static_cast<int>(begin); });
  });
  CHECK(sum == 450, "nested sum %d", sum.load());
}

/// Every index once in every job, whoever is there; the leader is the caller.
void check_team(std::size_t members, std::size_t count, std::size_t least) {
  ThreadPool threads;
  std::vector<std::atomic<int>> visits(count);
  std::atomic<std::size_t> parts{0};
  constexpr int jobs = 20;
  const std::thread::id caller = std::this_thread::get_id();
  with_team(threads, members, [&](Team& team) noexcept {
    CHECK(team.threads() == members && std::this_thread::get_id() == caller, "another leader");
    for (int job = 0; job < jobs; job++) {
      team.parallel_for(count, least, [&](std::size_t begin, std::size_t end) noexcept {
        CHECK(begin < end && end <= count, "part %zu-%zu of %zu", begin, end, count);
        CHECK(end - begin >= std::min(least, count / members), "part %zu-%zu of %zu by %zu", begin, end, count, least);
        for (std::size_t i = begin; i < end; i++) visits[i]++;
        parts++;
      });
    }
  });
  for (std::size_t i = 0; i < count; i++) CHECK(visits[i] == jobs, "index %zu visited %d times", i, visits[i].load());
  CHECK(parts <= jobs * (count / least + 1), "%zu parts of %zu by %zu", parts.load(), count, least);
}

void check_shared() {
  const std::shared_ptr<ThreadPool> first = ThreadPool::shared(), second = ThreadPool::shared();
  CHECK(first == second, "two shared pools at a time");
}

}  // namespace

void test_thread_pool() {
  {
    ThreadPool unused;
  }
  ThreadPool threads;
  for (const std::size_t count : {0, 1, 2, 7, 100, 1000}) {
    for (const std::size_t thread_count : {1, 2, 3, 8}) {
      for (const std::size_t grain : {1, 3, 1000}) check_coverage(threads, thread_count, count, grain);
    }
  }
  CHECK(threads.size() <= 7, "%zu threads for 8 callers at most", threads.size());
  for (int i = 0; i < 20; i++) {
    ThreadPool short_lived;
    check_coverage(short_lived, 3, 100, 7);
  }
  check_concurrent_callers();
  check_nested();
  for (const std::size_t members : {1, 2, 3, 8}) {
    for (const std::size_t count : {0, 1, 2, 7, 100, 1000}) {
      for (const std::size_t least : {1, 3, 1000}) check_team(members, count, least);
    }
  }
  check_shared();
}

}  // namespace halflite::test
