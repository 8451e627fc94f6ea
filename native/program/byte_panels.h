// Integer weights in the order in which integer_gemm_in_bytes reads them.
#pragma once

#include <cstdint>

#include "integer_panels.h"

namespace halflite {

/// For each tap and each four elements of the depth those four of each row, side by side. Zeros stand behind the depth and behind
/// the last row. uint8 become int8. Behind the panels there are sums of their columns, as ByteStrip has them.
struct BytePanels {
  IntegerPanelSource source;

  bool flips() const { return source.type == StoredType::uint8; }
  std::int32_t zero() const { return flips() ? source.zero - 128 : source.zero; }  ///< of the weights as int8
  std::size_t panel_bytes() const { return source.taps * ((source.depth + 3) / 4) * 4 * source.columns; }
  std::size_t bytes() const { return source.panels() * (panel_bytes() + source.columns * sizeof(std::int32_t)); }

  /// Writes one panel and its sums behind `sink`, the start of all panels.
  void pack(std::size_t panel, char* sink) const noexcept;

  static const std::int8_t* weights(const char* panels) { return reinterpret_cast<const std::int8_t*>(panels); }
  const std::int32_t* column_sums(const char* panels) const {
    return reinterpret_cast<const std::int32_t*>(panels + source.panels() * panel_bytes());
  }
};

}  // namespace halflite
