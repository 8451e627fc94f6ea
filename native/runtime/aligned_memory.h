// Large blocks of memory that kernels read.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace halflite {

struct FreeAligned {
  std::align_val_t alignment{64};
  void operator()(char* memory) const { ::operator delete[](memory, alignment); }
};

/// Aligned to 64 bytes at least.
using AlignedBytes = std::unique_ptr<char[], FreeAligned>;

/// Not initialized.
/// @throws std::bad_alloc
AlignedBytes allocate_aligned(std::size_t bytes);

/// Called before bytes [begin, end) of a block that `allocate_aligned` made of `block_bytes` are written for the first time; it may
/// write to them. Large blocks get huge pages where the system has them, which are first touched many times as fast as small ones, and
/// no more of them in this process once one was slow.
void touch_first(char* block, std::size_t block_bytes, std::size_t begin, std::size_t end) noexcept;

}  // namespace halflite
