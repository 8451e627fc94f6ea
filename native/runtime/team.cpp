#include "team.h"

#include <algorithm>
#include <thread>

#include "pause.h"

namespace halflite {
namespace {

/// Spins of 20 to 100 us in all, by processor, then the processor is offered to others: they may hold it when there are more threads
/// than processors.
constexpr int spins_before_yielding = 2000;

/// Waits a little; `spins` counts from 0.
inline void wait(int& spins) {
  if (++spins < spins_before_yielding) pause_processor();
  else std::this_thread::yield();
}

}  // namespace

/// As many for each member, and several where that many are large enough: who ends early takes of those who began late.
std::size_t Team::parts_of(std::size_t count, std::size_t least) const {
  constexpr std::size_t most_of_a_member = 16;
  least = std::max<std::size_t>(least, 1);
  const std::size_t parts = count / least, members = shares_.size();
  if (parts >= members) return members * std::min(parts / members, most_of_a_member);
  return parts + (count % least != 0);
}

void Team::take_parts(std::size_t member) {
  for (std::size_t i = 0; i < shares_.size(); i++) {
    Share& share = shares_[(member + i) % shares_.size()];
    while (share.next.load(std::memory_order_relaxed) < share.end) {
      const std::size_t part = share.next.fetch_add(1, std::memory_order_relaxed);
      if (part >= share.end) break;
      run_(body_, begin_of(part), begin_of(part + 1));
    }
  }
}

void Team::fork_and_join() {
  const std::size_t members = shares_.size();
  for (std::size_t i = 0; i < members; i++) {
    shares_[i].next.store(i * parts_ / members, std::memory_order_relaxed);
    shares_[i].end = (i + 1) * parts_ / members;
  }
  epoch_.fetch_add(1);
  take_parts(0);
  epoch_.fetch_add(1);
  for (int spins = 0; inside_.load() != 0;) wait(spins);
}

void Team::follow(std::size_t member) {
  std::uint64_t seen = 0;
  int spins = 0;
  while (!ended_.load(std::memory_order_acquire)) {
    const std::uint64_t epoch = epoch_.load();
    if (epoch % 2 == 0 || epoch == seen) {
      wait(spins);
      continue;
    }
    inside_.fetch_add(1);
    if (epoch_.load() == epoch) take_parts(member);
    inside_.fetch_sub(1);
    seen = epoch;
    spins = 0;
  }
}

}  // namespace halflite
