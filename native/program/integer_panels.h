// Integer weights in the order in which integer_gemm reads them.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../kernels/kernels.h"
#include "../runtime/aligned_memory.h"

namespace halflite {

/// A matrix [rows, taps, depth] of int8 or uint8 whose rows become columns of panels.
struct IntegerPanelSource {
  const char* data;
  StoredType type;
  std::int32_t zero;  ///< subtracted
  std::size_t rows, taps, depth;
};

struct IntegerPanels {
  AlignedBytes data;
  std::size_t bytes = 0;
  bool are_bytes = true;  ///< int8, not int16
};

/// Panels of `columns` rows each: for each tap and each two elements of the depth those two of each row, side by side. Zeros
/// stand behind an odd depth and behind the last row. int8 without zero point stay int8.
IntegerPanels pack_integer_panels(const IntegerPanelSource& source, std::size_t columns);

}  // namespace halflite
