// Integer weights in the order in which integer_gemm_in_bytes reads them.
#pragma once

#include <cstdint>
#include <vector>

#include "integer_panels.h"

namespace halflite {

struct BytePanels {
  AlignedBytes data;
  std::size_t bytes = 0;
  std::vector<std::int32_t> column_sums;  ///< as ByteStrip has them
  std::int32_t zero = 0;                  ///< of the weights as int8

  const std::int8_t* weights() const { return reinterpret_cast<const std::int8_t*>(data.get()); }
};

/// Panels of `columns` rows each: for each tap and each four elements of the depth those four of each row, side by side. Zeros
/// stand behind the depth and behind the last row. uint8 become int8.
BytePanels pack_byte_panels(const IntegerPanelSource& source, std::size_t columns);

}  // namespace halflite
