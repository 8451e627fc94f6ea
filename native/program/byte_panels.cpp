#include "byte_panels.h"

#include <cstring>

namespace halflite {

void BytePanels::pack(std::size_t panel, char* sink) const noexcept {
  const std::size_t four = 4 * source.columns, tap_size = (source.depth + 3) / 4 * four, depth = source.taps * source.depth;
  const std::size_t first = panel * source.columns;
  char* const start = sink + panel * panel_bytes();
  auto* const sums = reinterpret_cast<std::int32_t*>(sink + source.panels() * panel_bytes()) + first;
  std::memset(start, 0, panel_bytes());
  std::memset(sums, 0, source.columns * sizeof *sums);
  const char* from = source.data + first * depth;
  for (std::size_t row = first; row < source.last_row(panel); row++) {
    char* tap_sink = start + 4 * (row - first);
    std::uint32_t sum = static_cast<std::uint32_t>(depth) * static_cast<std::uint32_t>(zero());
    for (std::size_t tap = 0; tap < source.taps; tap++, tap_sink += tap_size) {
      for (std::size_t k = 0; k < source.depth; k++) {
        const auto weight = static_cast<std::int8_t>(flips() ? *from ^ 0x80 : *from);
        from++;
        tap_sink[k / 4 * four + k % 4] = static_cast<char>(weight);
        sum -= static_cast<std::uint32_t>(weight);
      }
    }
    sums[row - first] = static_cast<std::int32_t>(sum);
  }
}

}  // namespace halflite
