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

/// Not initialized. Large blocks get huge pages where the system has them: they are first touched six times as fast.
/// @throws std::bad_alloc
AlignedBytes allocate_aligned(std::size_t bytes);

}  // namespace halflite
