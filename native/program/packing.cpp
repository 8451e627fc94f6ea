#include "packing.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

namespace halflite {
namespace {

/// Elements of the depth that are packed at a time, so that the rows' cache lines are used while they are there.
constexpr std::size_t depth_at_once = 32;

/// Elements [begin, end) of rows [first, last), one by one.
template <typename Bits>
void transpose_each(const char* source, std::size_t row_stride, std::size_t first, std::size_t last, std::size_t begin,
                    std::size_t end, std::size_t columns, Bits* sink) {
  for (std::size_t row = first; row < last; row++) {
    const char* const from = source + row * row_stride * sizeof(Bits);
    for (std::size_t k = begin; k < end; k++) std::memcpy(&sink[k * columns + row], from + k * sizeof(Bits), sizeof(Bits));
  }
}

constexpr std::uint64_t low = 0xffffffff;

/// As many elements of as many rows as make a word: element k of the rows becomes word k.
void transpose_block(const char* source, std::size_t row_bytes, std::uint32_t* sink, std::size_t columns) {
  std::uint64_t rows[2];
  for (std::size_t i = 0; i < 2; i++) std::memcpy(&rows[i], source + i * row_bytes, sizeof rows[i]);
  const std::uint64_t words[2] = {(rows[0] & low) | rows[1] << 32, rows[0] >> 32 | (rows[1] & ~low)};
  for (std::size_t i = 0; i < 2; i++) std::memcpy(sink + i * columns, &words[i], sizeof words[i]);
}

void transpose_block(const char* source, std::size_t row_bytes, std::uint16_t* sink, std::size_t columns) {
  constexpr std::uint64_t even = 0x0000ffff0000ffff;
  std::uint64_t rows[4];
  for (std::size_t i = 0; i < 4; i++) std::memcpy(&rows[i], source + i * row_bytes, sizeof rows[i]);
  const std::uint64_t even01 = (rows[0] & even) | (rows[1] & even) << 16, odd01 = (rows[0] >> 16 & even) | (rows[1] & ~even);
  const std::uint64_t even23 = (rows[2] & even) | (rows[3] & even) << 16, odd23 = (rows[2] >> 16 & even) | (rows[3] & ~even);
  const std::uint64_t words[4] = {(even01 & low) | even23 << 32, (odd01 & low) | odd23 << 32, even01 >> 32 | (even23 & ~low), odd01 >> 32 | (odd23 & ~low)};
  for (std::size_t i = 0; i < 4; i++) std::memcpy(sink + i * columns, &words[i], sizeof words[i]);
}

/// From rows whose elements lie side by side, at any alignment.
template <typename Bits>
void transpose(const char* source, std::size_t row_stride, std::size_t rows, std::size_t depth, std::size_t columns,
               Bits* sink) {
  // The first element has to be in a word's lowest bits.
  constexpr bool has_words = std::endian::native == std::endian::little;
  constexpr std::size_t block = sizeof(std::uint64_t) / sizeof(Bits);
  for (std::size_t start = 0; start < depth; start += depth_at_once) {
    const std::size_t end = std::min(start + depth_at_once, depth), whole = start + (end - start) / block * block;
    std::size_t row = 0;
    for (; has_words && row + block <= rows; row += block) {
      for (std::size_t k = start; k < whole; k += block) {
        transpose_block(source + (row * row_stride + k) * sizeof(Bits), row_stride * sizeof(Bits), sink + k * columns + row, columns);
      }
      transpose_each(source, row_stride, row, row + block, whole, end, columns, sink);
    }
    transpose_each(source, row_stride, row, rows, start, end, columns, sink);
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

std::string packed_key(const std::string& constant, std::initializer_list<std::uint64_t> order) {
  if (constant.empty()) return constant;
  std::string key = constant + " panels";
  for (const std::uint64_t number : order) key.append(1, ' ').append(std::to_string(number));
  return key;
}

}  // namespace halflite
