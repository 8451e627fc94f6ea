#include "packing.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>

namespace halflite {
namespace {

constexpr std::align_val_t alignment{64};

/// Elements of the depth that are packed at a time, so that the rows' cache lines are used while they are there.
constexpr std::size_t tile = 32;

template <typename Bits>
void pack(const char* source, char* sink, std::size_t rows, std::size_t depth, std::size_t columns) {
  Bits* panel = reinterpret_cast<Bits*>(sink);
  for (std::size_t first = 0; first < rows; first += columns, panel += depth * columns) {
    const std::size_t count = std::min(columns, rows - first);
    for (std::size_t start = 0; start < depth; start += tile) {
      const std::size_t end = std::min(start + tile, depth);
      for (std::size_t row = 0; row < count; row++) {
        const char* const from = source + (first + row) * depth * sizeof(Bits);
        for (std::size_t k = start; k < end; k++) {
          std::memcpy(&panel[k * columns + row], from + k * sizeof(Bits), sizeof(Bits));
        }
      }
    }
  }
}

}  // namespace

void FreeAligned::operator()(char* memory) const { ::operator delete[](memory, alignment); }

AlignedBytes allocate_aligned(std::size_t bytes) {
  AlignedBytes memory(static_cast<char*>(::operator new[](bytes, alignment)));
  std::memset(memory.get(), 0, bytes);
  return memory;
}

PackedPanels pack_panels(const char* source, bool is_float16, std::size_t rows, std::size_t depth,
                         std::size_t columns) {
  const std::size_t width = is_float16 ? 2 : 4;
  const std::size_t bytes = (rows + columns - 1) / columns * columns * depth * width;
  PackedPanels packed{allocate_aligned(bytes), bytes};
  if (is_float16) pack<std::uint16_t>(source, packed.data.get(), rows, depth, columns);
  else pack<std::uint32_t>(source, packed.data.get(), rows, depth, columns);
  return packed;
}

}  // namespace halflite
