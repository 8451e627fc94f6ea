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

/// Several parts for a member where it has enough: who ends early takes of those who began late.
void Team::divide(std::size_t count, std::size_t least) {
  constexpr std::size_t most_of_a_member = 16;
  const std::size_t members = std::min(shares_.size(), count / least + (count % least != 0));
  const std::size_t units = count / members / least;
  part_size_ = least * std::max<std::size_t>((units + most_of_a_member - 1) / most_of_a_member, 1);
  for (std::size_t i = 0; i < shares_.size(); i++) {
    Share& share = shares_[i];
    share.begin = std::min(i, members) * count / members;
    share.end = std::min(i + 1, members) * count / members;
    const std::size_t indices = share.end - share.begin;
    share.parts = indices > 0 ? std::max<std::size_t>(indices / part_size_, 1) : 0;
    share.next.store(0, std::memory_order_relaxed);
  }
}

void Team::take_parts(std::size_t member) {
  for (std::size_t i = 0; i < shares_.size(); i++) {
    Share& share = shares_[(member + i) % shares_.size()];
    while (share.next.load(std::memory_order_relaxed) < share.parts) {
      const std::size_t part = share.next.fetch_add(1, std::memory_order_relaxed);
      if (part >= share.parts) break;
      const std::size_t begin = share.begin + part * part_size_;
      run_(body_, begin, part + 1 < share.parts ? begin + part_size_ : share.end);
    }
  }
}

void Team::fork_and_join() {
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
