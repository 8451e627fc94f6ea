#include "aligned_memory.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace halflite {
namespace {

constexpr std::size_t huge_page = 2 << 20;

}  // namespace

AlignedBytes allocate_aligned(std::size_t bytes) {
  const FreeAligned deleter{std::align_val_t{bytes >= huge_page ? huge_page : 64}};
  AlignedBytes memory(static_cast<char*>(::operator new[](bytes, deleter.alignment)), deleter);
#if defined(__linux__)
  if (bytes >= huge_page) madvise(memory.get(), bytes, MADV_HUGEPAGE);
#endif
  return memory;
}

}  // namespace halflite
