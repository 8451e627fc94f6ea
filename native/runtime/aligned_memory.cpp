#include "aligned_memory.h"

#include <algorithm>

#if defined(__linux__)
#include <sys/mman.h>
#include <time.h>

#include <atomic>
#endif

namespace halflite {
namespace {

constexpr std::size_t huge_page = 2 << 20;

/// Smaller blocks have small pages: the first slow huge page would take longer than all of these.
constexpr std::size_t least_block = 16 << 20;

/// A whole huge page is first touched sooner than so much of small ones.
constexpr std::size_t least_huge = huge_page / 2;

/// So much that a last part which deserves a huge page gets one.
std::size_t rounded(std::size_t bytes) {
  const std::size_t rest = bytes % huge_page;
  return bytes < least_block || rest < least_huge ? bytes : bytes - rest + huge_page;
}

#if defined(__linux__)

/// As long as small pages take for the bytes of a huge one, which takes a tenth of that. Where a virtual machine gives free memory back to
/// its host, and the host has to find it again, it takes five times as long.
constexpr double slow_milliseconds = 1;

std::atomic<bool> huge_pages_are_slow{false};

/// Of this thread alone: others that the system prefers make no page slow.
double milliseconds_of_thread() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
}

void touch_huge(char* page) {
  if (madvise(page, huge_page, MADV_HUGEPAGE) != 0) return;
  const double begun = milliseconds_of_thread();
  *static_cast<volatile char*>(page) = 0;
  if (milliseconds_of_thread() - begun > slow_milliseconds) huge_pages_are_slow.store(true, std::memory_order_relaxed);
}

#endif

}  // namespace

AlignedBytes allocate_aligned(std::size_t wanted) {
  const std::size_t bytes = rounded(wanted);
  const FreeAligned deleter{std::align_val_t{bytes >= least_block ? huge_page : 64}};
  return {static_cast<char*>(::operator new[](bytes, deleter.alignment)), deleter};
}

void touch_first(char* block, std::size_t block_bytes, std::size_t begin, std::size_t end) noexcept {
#if defined(__linux__)
  if (block_bytes < least_block) return;
  const std::size_t first = (begin + huge_page - 1) / huge_page;
  const std::size_t last = std::min((end + huge_page - 1) / huge_page, rounded(block_bytes) / huge_page);
  for (std::size_t page = first; page < last; page++) {
    if (huge_pages_are_slow.load(std::memory_order_relaxed)) {
      madvise(block + page * huge_page, (last - page) * huge_page, MADV_NOHUGEPAGE);
      return;
    }
    touch_huge(block + page * huge_page);
  }
#else
  static_cast<void>(block), static_cast<void>(block_bytes), static_cast<void>(begin), static_cast<void>(end);
#endif
}

}  // namespace halflite
