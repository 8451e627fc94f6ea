// Functions of one byte: where there are many of them, results for all 256 are looked up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "../kernels/kernels.h"

namespace halflite {

using ByteTable256 = std::array<std::uint8_t, 256>;

/// Bytes that are worth making a table for.
constexpr std::size_t many_bytes = 1024;

/// Every byte, in their order.
inline constexpr ByteTable256 every_byte = [] {
  ByteTable256 bytes{};
  for (std::size_t i = 0; i < bytes.size(); i++) bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}();

/// Calls body(rows) for operands of bytes; for every byte only where there are many of them, and a single one beside them.
template <typename Body>
void for_rows_of_bytes(const Kernels& kernels, const BinaryRows<void>& rows, const Body& body) {
  const bool repeats_a = rows.a_column == 0, repeats_b = rows.b_column == 0;
  if (rows.rows != 1 || rows.columns < many_bytes || repeats_a == repeats_b) return body(rows);
  ByteTable256 results;
  body(BinaryRows<void>{repeats_a ? rows.a : every_byte.data(), repeats_b ? rows.b : every_byte.data(), 0, 0, rows.a_column, rows.b_column,
                        results.data(), 1, results.size()});
  const void* const bytes = repeats_a ? rows.b : rows.a;
  kernels.look_up(results.data(), static_cast<const std::uint8_t*>(bytes), static_cast<std::uint8_t*>(rows.sink), rows.columns);
}

}  // namespace halflite
