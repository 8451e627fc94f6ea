// Weights of depthwise convolutions in the order in which integer_depthwise_in_bytes reads them.
#pragma once

#include <cstdint>
#include <vector>

#include "../kernels/kernels.h"

namespace halflite {

/// Weights [rows, columns, channels] of int8 or uint8.
struct DepthwiseWeights {
  const char* data;
  StoredType type;
  std::int32_t zero;  ///< subtracted
  std::size_t rows, columns, channels;
  std::size_t dilation;  ///< between the columns

  std::int32_t at(std::size_t row, std::size_t column, std::size_t channel) const {
    const char stored = data[(row * columns + column) * channels + channel];
    return (type == StoredType::uint8 ? std::int32_t{static_cast<std::uint8_t>(stored)} : std::int32_t{static_cast<std::int8_t>(stored)}) - zero;
  }
};

/// Weights without zero point, for each column of taps and each four of its rows. What does not fit into int8 is the sum of several
/// that do, so a column may come several times.
struct ByteTaps {
  std::vector<std::size_t> block_taps, columns;  ///< as ByteDepthwise has them
  std::vector<std::int8_t> weights;
  std::vector<std::int32_t> column_sums;

  std::size_t bytes() const { return weights.size() + 4 * column_sums.size() + sizeof(std::size_t) * (block_taps.size() + columns.size()); }
};

/// In blocks of `block` channels, as byte_geometry has them.
ByteTaps pack_byte_taps(const DepthwiseWeights& source, std::size_t block);

}  // namespace halflite
