#include "byte_panels.h"

#include <cstring>

namespace halflite {
namespace {

/// Depth * zero, less the sum of the weights.
std::int32_t column_sum(const BytePanels& panels, const char* row, std::size_t depth) {
  const std::uint8_t flipped = panels.flips() ? 0x80 : 0;
  std::uint32_t sum = 0;
  for (std::size_t k = 0; k < depth; k++) sum += static_cast<std::uint32_t>(static_cast<std::int8_t>(row[k] ^ flipped));
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(depth) * static_cast<std::uint32_t>(panels.zero()) - sum);
}

/// Fours of a tap of one row, `step` bytes apart.
void pack_tap(const char* row, std::size_t depth, bool flips, char* sink, std::size_t step) {
  const std::uint32_t flipped = flips ? 0x80808080 : 0;
  for (; depth >= 4; depth -= 4, row += 4, sink += step) {
    std::uint32_t four;
    std::memcpy(&four, row, sizeof four);
    four ^= flipped;
    std::memcpy(sink, &four, sizeof four);
  }
  for (std::size_t k = 0; k < depth; k++) sink[k] = static_cast<char>(row[k] ^ (flips ? 0x80 : 0));
}

}  // namespace

void BytePanels::pack(std::size_t panel, char* sink) const noexcept {
  const std::size_t four = 4 * source.columns, tap_size = (source.depth + 3) / 4 * four, depth = source.taps * source.depth;
  const std::size_t first = panel * source.columns, rows = source.last_row(panel) - first;
  char* const start = sink + panel * panel_bytes();
  auto* const sums = reinterpret_cast<std::int32_t*>(sink + source.panels() * panel_bytes()) + first;
  if (rows < source.columns || source.depth % 4 != 0) std::memset(start, 0, panel_bytes());
  std::memset(sums, 0, source.columns * sizeof *sums);
  for (std::size_t i = 0; i < rows; i++) {
    const char* const row = source.data + (first + i) * depth;
    for (std::size_t tap = 0; tap < source.taps; tap++) pack_tap(row + tap * source.depth, source.depth, flips(), start + tap * tap_size + 4 * i, four);
    sums[i] = column_sum(*this, row, depth);
  }
}

}  // namespace halflite
