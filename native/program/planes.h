// How the words of two dimensions are copied: the inner loops of strided copies.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace halflite {

struct Dimension {
  std::size_t size;
  std::ptrdiff_t source_stride, sink_stride;
};

/// The innermost two dimensions, and where they begin.
template <typename Word>
struct Plane {
  const Word* source;
  Word* sink;
  Dimension lines, row;
};

template <typename Word>
void copy_line(const Word* source, Word* sink, const Dimension& row) {
  if (row.source_stride == 1 && row.sink_stride == 1) {
    std::memcpy(sink, source, row.size * sizeof(Word));
  } else if (row.source_stride == 0 && row.sink_stride == 1) {
    std::fill_n(sink, row.size, *source);
  } else if (row.source_stride == -1 && row.sink_stride == 1) {
    for (std::size_t i = 0; i < row.size; i++) sink[i] = *(source - i);
  } else {
    for (std::size_t i = 0; i < row.size; i++, source += row.source_stride, sink += row.sink_stride) *sink = *source;
  }
}

/// A call would take longer than such a line, of words that lie apart and of bytes that lie dense.
constexpr std::size_t short_line = 8, short_dense_line = 256;

/// Lines of `bytes` bytes, 16 or more; the last 16 may lie over those before.
inline void copy_dense_lines(const char* source, char* sink, std::size_t bytes, const Dimension& lines) {
  constexpr std::size_t piece = 16;
  for (std::size_t line = 0; line < lines.size; line++, source += lines.source_stride, sink += lines.sink_stride) {
    for (std::size_t i = 0; i + piece < bytes; i += piece) std::memcpy(sink + i, source + i, piece);
    std::memcpy(sink + bytes - piece, source + bytes - piece, piece);
  }
}

template <typename Word>
void copy_plane(const Plane<Word>& plane) {
  const auto [source, sink, lines, row] = plane;
  const std::size_t bytes = row.size * sizeof(Word);
  if (row.source_stride == 1 && row.sink_stride == 1 && bytes >= 16 && bytes <= short_dense_line) {
    constexpr auto width = static_cast<std::ptrdiff_t>(sizeof(Word));
    const Dimension in_bytes{lines.size, lines.source_stride * width, lines.sink_stride * width};
    return copy_dense_lines(reinterpret_cast<const char*>(source), reinterpret_cast<char*>(sink), bytes, in_bytes);
  }
  for (std::ptrdiff_t line = 0; line < static_cast<std::ptrdiff_t>(lines.size); line++) {
    const Word* const from = source + line * lines.source_stride;
    Word* const to = sink + line * lines.sink_stride;
    if (row.size > short_line) {
      copy_line(from, to, row);
      continue;
    }
    for (std::ptrdiff_t i = 0; i < static_cast<std::ptrdiff_t>(row.size); i++) to[i * row.sink_stride] = from[i * row.source_stride];
  }
}

inline void map_plane(const Plane<std::uint8_t>& plane, const std::uint8_t* table) {
  const auto [source, sink, lines, row] = plane;
  for (std::ptrdiff_t line = 0; line < static_cast<std::ptrdiff_t>(lines.size); line++) {
    const std::uint8_t* from = source + line * lines.source_stride;
    std::uint8_t* to = sink + line * lines.sink_stride;
    for (std::size_t i = 0; i < row.size; i++, from += row.source_stride, to += row.sink_stride) *to = table[*from];
  }
}

}  // namespace halflite
