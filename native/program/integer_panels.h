// Integer weights in the order in which integer_gemm reads them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../kernels/kernels.h"

namespace halflite {

/// A matrix [rows, taps, depth] of int8 or uint8 whose rows become columns of panels.
struct IntegerPanelSource {
  const char* data = nullptr;
  StoredType type = StoredType::int8;
  std::int32_t zero = 0;  ///< subtracted
  std::size_t rows = 0, taps = 0, depth = 0;
  std::size_t columns = 1;  ///< of a panel

  std::size_t panels() const { return (rows + columns - 1) / columns; }
  std::size_t last_row(std::size_t panel) const { return panel + 1 < panels() ? (panel + 1) * columns : rows; }
};

/// For each tap and each two elements of the depth those two of each row, side by side. Zeros stand behind an odd depth and behind
/// the last row. int8 without zero point stay int8.
struct IntegerPanels {
  IntegerPanelSource source;

  bool are_bytes() const { return source.type == StoredType::int8 && source.zero == 0; }  ///< int8, not int16
  std::size_t panel_bytes() const { return source.taps * ((source.depth + 1) / 2) * 2 * source.columns * (are_bytes() ? 1 : 2); }
  std::size_t bytes() const { return source.panels() * panel_bytes(); }

  /// Writes one panel behind `sink`, the start of all panels.
  void pack(std::size_t panel, char* sink) const noexcept;
};

}  // namespace halflite
