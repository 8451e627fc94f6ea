// Weights in the order in which the kernels read them.
#pragma once

#include <cstddef>
#include <memory>

namespace halflite {

struct FreeAligned {
  void operator()(char* memory) const;
};
/// Aligned to 64 bytes.
using AlignedBytes = std::unique_ptr<char[], FreeAligned>;
/// Zeroed. @throws std::bad_alloc
AlignedBytes allocate_aligned(std::size_t bytes);

struct PackedPanels {
  AlignedBytes data;
  std::size_t bytes = 0;
};

/// A matrix of `rows` rows of `depth` elements of float16 or float32 becomes panels of `columns` rows each: for each element
/// of the depth the elements of those rows side by side. The last panel is padded with zeros. The type is kept.
PackedPanels pack_panels(const char* source, bool is_float16, std::size_t rows, std::size_t depth, std::size_t columns);

}  // namespace halflite
