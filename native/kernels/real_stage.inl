// Sums times real numbers, rounded once, as elements of the output.
#pragma once

#include "fixed_stage.inl"
#include "kernels.h"
#include "sum_tile.inl"

namespace halflite {
namespace {

struct RealFactors {
  Bits bias, zero_point;
  Doubles scale;

  RealFactors() = default;
  RealFactors(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), zero_point(repeat(stage.zero_point)), scale(load_doubles(stage.scales + channel)) {}

  Bits of(Bits sum) const { return add(rounded_product(add(sum, bias), scale), zero_point); }
};

template <typename T>
void finish_real(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  if constexpr (sizeof(T) == 1) return finish_bytes<RealFactors, T>(sinks, tile, [](size_t, size_t) { return true; });
  for (size_t c = 0; c < tile.columns; c += lanes) finish_vector<RealFactors, T>(sinks, tile, c);
}

template <typename T>
void finish_real_wide(const RowSinks& sinks, const SumTile<int64_t>& tile) {
  constexpr double bound = 1 << 30;
  const OutputStage& stage = *sinks.stage;
  const int32_t zero_point = stage.zero_point, least = stage.least, most = stage.most;
  for (size_t r = 0; r < tile.rows; r++) {
    T* const sink = sink_of<T>(sinks, r, tile.channel);
    for (size_t c = 0; c < tile.columns; c++) {
      const size_t channel = tile.channel + c;
      double value = (static_cast<double>(tile.sums[r * tile.stride + c]) + stage.wide_bias[channel]) * stage.scales[channel];
      value = value < -bound ? -bound : value;
      value = value > bound ? bound : value;
      const int32_t whole = static_cast<int32_t>(value);
      const double rest = value - whole;
      const int32_t rounded = whole + (rest >= 0.5) - (rest <= -0.5) + zero_point;
      sink[c] = static_cast<T>(rounded < least ? least : rounded > most ? most : rounded);
    }
  }
}

}  // namespace
}  // namespace halflite
