// Matrices in the order in which gemm reads them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>

namespace halflite {

/// A matrix of float16 or float32 whose rows become columns of panels. Element (row, tap, k) lies at
/// row * row_stride + taps[tap] + k * depth_stride; strides count elements, and one of them is 1.
struct PanelSource {
  const char* data;
  bool is_float16;
  std::size_t rows, row_stride;
  std::size_t depth, depth_stride;
  const std::size_t* taps = &only_tap;
  std::size_t tap_count = 1;

  std::size_t width() const { return is_float16 ? 2 : 4; }
  std::size_t panel_bytes(std::size_t columns) const { return tap_count * depth * columns * width(); }

  static constexpr std::size_t only_tap = 0;
};

constexpr std::size_t panels_for(std::size_t rows, std::size_t columns) { return (rows + columns - 1) / columns; }

/// Writes panel `panel`, which holds `columns` rows of the matrix: for each tap and each element of the depth the elements of
/// those rows side by side. Behind the last row there are zeros. The type is kept.
void pack_panel(const PanelSource& source, std::size_t panel, std::size_t columns, char* sink) noexcept;

/// What weights are known by when they are packed: by the key of the constant and all that their order depends on.
std::string packed_key(const std::string& constant, std::initializer_list<std::uint64_t> order);

}  // namespace halflite
