#include "aligned_memory.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace halflite {
namespace {

constexpr std::size_t huge_page = 2 << 20;

/// A whole huge page is first touched sooner than so much of small ones.
constexpr std::size_t least_huge = huge_page / 2;

/// So much that a last part which deserves a huge page gets one.
std::size_t rounded(std::size_t bytes) {
  const std::size_t rest = bytes % huge_page;
  return rest < least_huge ? bytes : bytes - rest + huge_page;
}

}  // namespace

AlignedBytes allocate_aligned(std::size_t wanted) {
  const std::size_t bytes = rounded(wanted);
  const FreeAligned deleter{std::align_val_t{bytes >= huge_page ? huge_page : 64}};
  AlignedBytes memory(static_cast<char*>(::operator new[](bytes, deleter.alignment)), deleter);
#if defined(__linux__)
  if (bytes >= huge_page) madvise(memory.get(), bytes, MADV_HUGEPAGE);
#endif
  return memory;
}

}  // namespace halflite
