#include "byte_panels.h"

#include <cstring>

namespace halflite {

BytePanels pack_byte_panels(const IntegerPanelSource& source, std::size_t columns) {
  const bool flips = source.type == StoredType::uint8;
  const std::size_t four = 4 * columns, tap_size = (source.depth + 3) / 4 * four, depth = source.taps * source.depth;
  const std::size_t padded_rows = (source.rows + columns - 1) / columns * columns;
  BytePanels panels;
  panels.zero = flips ? source.zero - 128 : source.zero;
  panels.bytes = padded_rows / columns * source.taps * tap_size;
  panels.data = allocate_aligned(panels.bytes);
  std::memset(panels.data.get(), 0, panels.bytes);
  panels.column_sums.resize(padded_rows);
  const char* from = source.data;
  for (std::size_t row = 0; row < source.rows; row++) {
    char* sink = panels.data.get() + row / columns * source.taps * tap_size + 4 * (row % columns);
    std::uint32_t sum = static_cast<std::uint32_t>(depth) * static_cast<std::uint32_t>(panels.zero);
    for (std::size_t tap = 0; tap < source.taps; tap++, sink += tap_size) {
      for (std::size_t k = 0; k < source.depth; k++) {
        const auto weight = static_cast<std::int8_t>(flips ? *from ^ 0x80 : *from);
        from++;
        sink[k / 4 * four + k % 4] = static_cast<char>(weight);
        sum -= static_cast<std::uint32_t>(weight);
      }
    }
    panels.column_sums[row] = static_cast<std::int32_t>(sum);
  }
  return panels;
}

}  // namespace halflite
