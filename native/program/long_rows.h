// Short rows of two operands as longer ones, which kernels are quicker with.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <type_traits>

#include "../kernels/elementwise.h"

namespace halflite {

/// Calls body(rows) for the same elements, and in the same order. Where one operand is a short row that repeats and the other one is dense, as where
/// three numbers are subtracted from the colours of every pixel, the short one is written out several times.
///
/// @param width bytes of an element, also of the result
template <typename T, typename Body>
void for_long_rows(const BinaryRows<T>& rows, std::size_t width, const Body& body) {
  constexpr std::size_t long_row = 256, most_width = 8;
  const bool repeats_a = rows.a_row == 0 && rows.a_column == 1 && rows.b_row == rows.columns && rows.b_column == 1;
  const bool repeats_b = rows.b_row == 0 && rows.b_column == 1 && rows.a_row == rows.columns && rows.a_column == 1;
  const std::size_t times = std::min(long_row / std::max<std::size_t>(rows.columns, 1), rows.rows);
  if (times < 2 || repeats_a == repeats_b) return body(rows);
  alignas(64) char written[long_row * most_width];
  for (std::size_t i = 0; i < times; i++) {
    std::memcpy(written + i * rows.columns * width, repeats_a ? rows.a : rows.b, rows.columns * width);
  }
  const auto part = [&](std::size_t first, std::size_t count, std::size_t together) {
    using Byte = std::conditional_t<std::is_void_v<T>, char, T>;
    const std::size_t begin = first * rows.columns * (std::is_void_v<T> ? width : 1), columns = together * rows.columns;
    const Byte* const short_one = reinterpret_cast<const Byte*>(written);
    const Byte *const a = static_cast<const Byte*>(rows.a), *const b = static_cast<const Byte*>(rows.b);
    const T* const long_a = repeats_a ? short_one : a + begin;
    const T* const long_b = repeats_a ? b + begin : short_one;
    body(BinaryRows<T>{long_a, long_b, repeats_a ? 0 : columns, repeats_a ? columns : 0, 1, 1, static_cast<Byte*>(rows.sink) + begin, count, columns});
  };
  const std::size_t whole = rows.rows / times, rest = rows.rows % times;
  part(0, whole, times);
  if (rest > 0) part(whole * times, 1, rest);
}

}  // namespace halflite
