#include "packing.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace halflite {
namespace {

/// Elements of the depth that are packed at a time, so that the rows' cache lines are used while they are there.
constexpr std::size_t tile = 32;

/// From rows whose elements lie side by side, at any alignment.
template <typename Bits>
void transpose(const char* source, std::size_t row_stride, std::size_t rows, std::size_t depth, std::size_t columns,
               Bits* sink) {
  for (std::size_t start = 0; start < depth; start += tile) {
    const std::size_t end = std::min(start + tile, depth);
    for (std::size_t row = 0; row < rows; row++) {
      const char* const from = source + row * row_stride * sizeof(Bits);
      for (std::size_t k = start; k < end; k++) {
        std::memcpy(&sink[k * columns + row], from + k * sizeof(Bits), sizeof(Bits));
      }
    }
  }
}

/// From rows whose elements lie `depth_stride` apart, but side by side with those of the next row.
template <typename Bits>
void copy_columns(const char* source, std::size_t depth_stride, std::size_t rows, std::size_t depth,
                  std::size_t columns, Bits* sink) {
  for (std::size_t k = 0; k < depth; k++) {
    std::memcpy(sink + k * columns, source + k * depth_stride * sizeof(Bits), rows * sizeof(Bits));
  }
}

template <typename Bits>
void pack(const PanelSource& source, std::size_t panel, std::size_t columns, Bits* sink) {
  const std::size_t first = panel * columns, rows = std::min(columns, source.rows - first);
  if (rows < columns) std::memset(sink, 0, source.panel_bytes(columns));
  for (std::size_t t = 0; t < source.tap_count; t++) {
    const char* const from = source.data + (first * source.row_stride + source.taps[t]) * sizeof(Bits);
    if (source.depth_stride == 1) transpose(from, source.row_stride, rows, source.depth, columns, sink);
    else copy_columns(from, source.depth_stride, rows, source.depth, columns, sink);
    sink += source.depth * columns;
  }
}

}  // namespace

void pack_panel(const PanelSource& source, std::size_t panel, std::size_t columns, char* sink) noexcept {
  if (source.is_float16) pack(source, panel, columns, reinterpret_cast<std::uint16_t*>(sink));
  else pack(source, panel, columns, reinterpret_cast<std::uint32_t*>(sink));
}

void pack_panels(const PanelSource& source, std::size_t columns, char* sink) noexcept {
  const std::size_t bytes = source.panel_bytes(columns), panels = panels_for(source.rows, columns);
  for (std::size_t panel = 0; panel < panels; panel++) pack_panel(source, panel, columns, sink + panel * bytes);
}

std::string packed_key(const std::string& constant, std::initializer_list<std::uint64_t> order) {
  if (constant.empty()) return constant;
  std::string key = constant + " panels";
  for (const std::uint64_t number : order) key.append(1, ' ').append(std::to_string(number));
  return key;
}

}  // namespace halflite
