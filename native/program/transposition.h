// Matrices the other way round.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "../runtime/team.h"

namespace halflite {

/// `count` matrices [columns, rows] of T become [rows, columns], tile by tile so that cache lines are used while they are there.
template <typename T>
void transpose_matrices(Team& team, const T* source, T* sink, std::size_t count, std::size_t rows, std::size_t columns) {
  constexpr std::size_t tile = 32;
  const std::size_t strips = (rows + tile - 1) / tile;
  const std::size_t at_once = std::max<std::size_t>(1, 16384 / (tile * std::max<std::size_t>(1, columns)));
  team.parallel_for(count * strips, at_once, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t task = begin; task < end; task++) {
      const std::size_t matrix = task / strips * rows * columns, first = task % strips * tile, last = std::min(first + tile, rows);
      for (std::size_t column = 0; column < columns; column += tile) {
        const std::size_t last_column = std::min(column + tile, columns);
        for (std::size_t r = first; r < last; r++) {
          for (std::size_t c = column; c < last_column; c++) sink[matrix + r * columns + c] = source[matrix + c * rows + r];
        }
      }
    }
  });
}

/// The same of elements of 1, 2 or 4 bytes.
inline void transpose_matrices(Team& team, std::size_t width, const char* source, char* sink, std::size_t count,
                               std::size_t rows, std::size_t columns) {
  const auto as = [&]<typename T>(T*) {
    transpose_matrices(team, reinterpret_cast<const T*>(source), reinterpret_cast<T*>(sink), count, rows, columns);
  };
  if (width == 1) as(static_cast<std::uint8_t*>(nullptr));
  else if (width == 2) as(static_cast<std::uint16_t*>(nullptr));
  else as(static_cast<std::uint32_t*>(nullptr));
}

}  // namespace halflite
