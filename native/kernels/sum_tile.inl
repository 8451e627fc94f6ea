// Sums of products that become elements of the output together, and where these go.
#pragma once

#include "kernels.h"

namespace halflite {
namespace {

/// The most columns of a tile of sums.
constexpr size_t most_tile_columns = 64;

/// Sums of neighbouring channels, from `channel` on, for some rows.
template <typename Sum>
struct SumTile {
  const Sum* sums;
  size_t stride, rows, columns, channel;
};

template <typename T>
inline T* sink_of(const RowSinks& sinks, size_t row, size_t channel) {
  return static_cast<T*>(sinks.rows[row]) + channel;
}

}  // namespace
}  // namespace halflite
