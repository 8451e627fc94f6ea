#include "team.h"

#include <thread>

#if defined(__x86_64__) || defined(_M_X64)
#include <immintrin.h>
#endif

namespace halflite {
namespace {

inline void pause() {
#if defined(__x86_64__) || defined(_M_X64)
  _mm_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Spins of about 50 us in all, then the processor is offered to others: they may hold it when there are more threads
/// than processors.
constexpr int spins_before_yielding = 2000;

/// Waits a little; `spins` counts from 0.
inline void wait(int& spins) {
  if (++spins < spins_before_yielding) pause();
  else std::this_thread::yield();
}

}  // namespace

void Team::take_chunks() {
  while (true) {
    const std::size_t begin = next_.fetch_add(grain_, std::memory_order_relaxed);
    if (begin >= count_) return;
    run_(body_, begin, begin + grain_ < count_ ? begin + grain_ : count_);
  }
}

void Team::fork_and_join() {
  next_.store(0, std::memory_order_relaxed);
  epoch_.fetch_add(1);
  take_chunks();
  epoch_.fetch_add(1);
  for (int spins = 0; inside_.load() != 0;) wait(spins);
}

void Team::follow() {
  std::uint64_t seen = 0;
  int spins = 0;
  while (!ended_.load(std::memory_order_acquire)) {
    const std::uint64_t epoch = epoch_.load();
    if (epoch % 2 == 0 || epoch == seen) {
      wait(spins);
      continue;
    }
    inside_.fetch_add(1);
    if (epoch_.load() == epoch) take_chunks();
    inside_.fetch_sub(1);
    seen = epoch;
    spins = 0;
  }
}

}  // namespace halflite
