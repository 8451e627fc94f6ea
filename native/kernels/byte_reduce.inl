// Sums, maxima and minima of bytes, written once over the vector contract. Where there are no vectors, plain loops are what compilers make the
// most of.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// The bits to flip in bytes so that those wanted are the largest ones as uint8.
inline uint8_t flipped_bits(Reduction function, StoredType type) {
  return (function == Reduction::minimum ? 0xff : 0) ^ (type == StoredType::int8 ? 0x80 : 0);
}

/// Of flipped bytes; 0 of none.
inline uint8_t largest_in_row(const uint8_t* source, size_t depth, uint8_t flip) {
  const Bytes flipped = repeat_byte(flip);
  uint8_t result = 0;
  size_t i = 0;
  if (lanes > 1 && depth >= byte_lanes) {
    Bytes largest = repeat_byte(0);
    for (; i + byte_lanes <= depth; i += byte_lanes) largest = larger_bytes(largest, flip_bits(load_bytes(source + i), flipped));
    if (i < depth) largest = larger_bytes(largest, flip_bits(load_bytes(source + depth - byte_lanes), flipped));
    return largest_byte(largest);
  }
  for (; i < depth; i++) {
    const uint8_t value = source[i] ^ flip;
    result = value > result ? value : result;
  }
  return result;
}

inline int32_t sum_of_bytes(const uint8_t* source, size_t depth, uint8_t flip) {
  const Bytes flipped = repeat_byte(flip);
  Bits sums = repeat(0);
  size_t i = 0;
  for (; lanes > 1 && i + byte_lanes <= depth; i += byte_lanes) sums = add_bytes(sums, flip_bits(load_bytes(source + i), flipped));
  uint32_t sum = static_cast<uint32_t>(sum_of_integers(sums));
  for (; i < depth; i++) sum += source[i] ^ flip;
  // What flipping the sign of each has added.
  return static_cast<int32_t>(sum - flip * static_cast<uint32_t>(depth));
}

void reduce_byte_rows(Reduction function, StoredType type, const void* source, void* sink, size_t rows, size_t depth) {
  const uint8_t* row = static_cast<const uint8_t*>(source);
  const uint8_t flip = flipped_bits(function, type);
  for (size_t r = 0; r < rows; r++, row += depth) {
    if (function == Reduction::sum) static_cast<int32_t*>(sink)[r] = sum_of_bytes(row, depth, flip);
    else static_cast<uint8_t*>(sink)[r] = largest_in_row(row, depth, flip) ^ flip;
  }
}

/// `vectors` vectors of 16-bit integers: so many rows of bytes add up to such a one.
constexpr size_t rows_in_a_word = 128;

template <int vectors, typename T>
inline void sum_byte_columns(const T* source, int32_t* sink, size_t rows, size_t stride) {
  constexpr int width = vectors * 2 * lanes;
  uint32_t totals[width] = {};
  for (size_t first = 0; first < rows; first += rows_in_a_word) {
    const size_t last = rows - first < rows_in_a_word ? rows : first + rows_in_a_word;
    Words sums[vectors];
    for (int v = 0; v < vectors; v++) sums[v] = repeat_word(0);
    for (size_t row = first; row < last; row++) {
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) sums[v] = add_words(sums[v], load_words(source + row * stride + v * 2 * lanes));
    }
    int16_t words[width];
    for (int v = 0; v < vectors; v++) store_words(words + v * 2 * lanes, sums[v]);
    for (int c = 0; c < width; c++) totals[c] += static_cast<uint32_t>(words[c]);
  }
  for (int c = 0; c < width; c++) sink[c] = static_cast<int32_t>(totals[c]);
}

/// Columns [first, columns) in plain loops.
template <typename T>
inline void sum_any_byte_columns(const T* source, int32_t* sink, size_t rows, size_t first, size_t columns) {
  constexpr size_t block = 256;
  for (; first < columns; first += block) {
    const size_t count = columns - first < block ? columns - first : block;
    uint32_t totals[block] = {};
    for (size_t row = 0; row < rows; row++) {
      const T* const elements = source + row * columns + first;
      for (size_t c = 0; c < count; c++) totals[c] += static_cast<uint32_t>(elements[c]);
    }
    for (size_t c = 0; c < count; c++) sink[first + c] = static_cast<int32_t>(totals[c]);
  }
}

template <typename T>
void sum_all_byte_columns(const T* source, int32_t* sink, size_t rows, size_t columns) {
  constexpr size_t width = 2 * lanes;
  size_t c = 0;
  for (; lanes > 1 && c + 2 * width <= columns; c += 2 * width) sum_byte_columns<2>(source + c, sink + c, rows, columns);
  for (; lanes > 1 && c + width <= columns; c += width) sum_byte_columns<1>(source + c, sink + c, rows, columns);
  sum_any_byte_columns(source, sink, rows, c, columns);
}

/// Fewer columns than a vector has: so many rows are one long one that it consists of whole vectors, and the sums of its parts are added.
template <typename T>
void sum_few_byte_columns(const T* source, int32_t* sink, size_t rows, size_t columns) {
  constexpr size_t together = 2 * lanes;
  const size_t long_rows = rows / together, rest = rows % together;
  int32_t parts[together * together];
  sum_all_byte_columns(source, parts, long_rows, together * columns);
  sum_any_byte_columns(source + long_rows * together * columns, sink, rest, 0, columns);
  for (size_t i = 0; i < together * columns; i += columns) {
    for (size_t c = 0; c < columns; c++) sink[c] = static_cast<int32_t>(static_cast<uint32_t>(sink[c]) + static_cast<uint32_t>(parts[i + c]));
  }
}

template <typename T>
void sum_columns_of_bytes(const T* source, int32_t* sink, size_t rows, size_t columns) {
  constexpr size_t width = 2 * lanes;
  if (lanes > 1 && columns < width && rows >= width) sum_few_byte_columns(source, sink, rows, columns);
  else sum_all_byte_columns(source, sink, rows, columns);
}

/// Of at least one vector of columns; the last one begins early enough to be whole.
inline void largest_byte_columns(const uint8_t* source, uint8_t* sink, size_t rows, size_t columns, uint8_t flip) {
  const Bytes flipped = repeat_byte(flip);
  for (size_t c = 0; c < columns; c += byte_lanes) {
    const size_t at = columns - c < byte_lanes ? columns - byte_lanes : c;
    Bytes largest = repeat_byte(0);
    for (size_t row = 0; row < rows; row++) largest = larger_bytes(largest, flip_bits(load_bytes(source + row * columns + at), flipped));
    store_bytes(sink + at, flip_bits(largest, flipped));
  }
}

/// Of any columns, in plain loops.
inline void largest_any_byte_columns(const uint8_t* source, uint8_t* sink, size_t rows, size_t columns, uint8_t flip) {
  constexpr size_t block = 256;
  for (size_t first = 0; first < columns; first += block) {
    const size_t count = columns - first < block ? columns - first : block;
    uint8_t largest[block] = {};
    for (size_t row = 0; row < rows; row++) {
      const uint8_t* const elements = source + row * columns + first;
      for (size_t c = 0; c < count; c++) {
        const uint8_t value = elements[c] ^ flip;
        largest[c] = value > largest[c] ? value : largest[c];
      }
    }
    for (size_t c = 0; c < count; c++) sink[first + c] = largest[c] ^ flip;
  }
}

/// Fewer columns than a vector has: several rows are one long one, and the largest of its parts are compared.
inline void largest_few_byte_columns(const uint8_t* source, uint8_t* sink, size_t rows, size_t columns, uint8_t flip) {
  const size_t together = (byte_lanes + columns - 1) / columns, long_rows = rows / together, rest = rows % together;
  uint8_t parts[2 * byte_lanes];
  largest_byte_columns(source, parts, long_rows, together * columns, flip);
  largest_any_byte_columns(source + long_rows * together * columns, sink, rest, columns, flip);
  for (size_t i = 0; i < together * columns; i += columns) {
    for (size_t c = 0; c < columns; c++) {
      const uint8_t value = parts[i + c] ^ flip, so_far = sink[c] ^ flip;
      sink[c] = (value > so_far ? value : so_far) ^ flip;
    }
  }
}

inline void largest_columns_of_bytes(const uint8_t* source, uint8_t* sink, size_t rows, size_t columns, uint8_t flip) {
  if (lanes > 1 && columns >= byte_lanes) largest_byte_columns(source, sink, rows, columns, flip);
  else if (lanes > 1 && rows >= byte_lanes) largest_few_byte_columns(source, sink, rows, columns, flip);
  else largest_any_byte_columns(source, sink, rows, columns, flip);
}

void reduce_byte_columns(Reduction function, StoredType type, const void* source, void* sink, size_t rows, size_t columns) {
  const uint8_t* const bytes = static_cast<const uint8_t*>(source);
  if (columns == 0) return;
  if (function != Reduction::sum) {
    largest_columns_of_bytes(bytes, static_cast<uint8_t*>(sink), rows, columns, flipped_bits(function, type));
  } else if (type == StoredType::uint8) {
    sum_columns_of_bytes(bytes, static_cast<int32_t*>(sink), rows, columns);
  } else {
    sum_columns_of_bytes(static_cast<const int8_t*>(source), static_cast<int32_t*>(sink), rows, columns);
  }
}

}  // namespace
}  // namespace halflite
