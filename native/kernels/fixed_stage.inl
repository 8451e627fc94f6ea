// Sums times fixed-point numbers, rounded twice, as elements of the output; the shortest way that the factors and the range allow.
#pragma once

#include "fixed_point.inl"
#include "kernels.h"
#include "sum_tile.inl"

namespace halflite {
namespace {

/// value / 2^exponent in each lane, half away from zero.
inline Bits rounding_shift_right_lanes(Bits value, Bits exponent, Bits mask) {
  const Bits threshold = subtract(shift_right(mask, 1), shift_right(value, 31));
  return subtract(shift_right_lanes(value, exponent), minus_one_above(both(value, mask), threshold));
}

/// Any factors. The zero point is added last: before, the sum could overflow.
template <typename T>
inline void finish_any(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c) {
  const OutputStage& stage = *sinks.stage;
  const size_t channel = tile.channel + c;
  const Bits zero_point = repeat(stage.zero_point);
  const Bits least = repeat(stage.least - stage.zero_point), most = repeat(stage.most - stage.zero_point);
  const Bits bias = load_integers(stage.bias + channel), multiplier = load_integers(stage.multipliers + channel);
  const Bits shift = load_integers(stage.shifts + channel), up = larger(shift, repeat(0)), down = subtract(up, shift);
  const Bits mask = subtract(shift_left_lanes(repeat(1), down), repeat(1));
  for (size_t r = 0; r < tile.rows; r++) {
    const Bits sum = add(load_integers(tile.sums + r * tile.stride + c), bias);
    const Bits product = doubling_high_product(shift_left_lanes(sum, up), multiplier);
    const Bits value = add(smaller(larger(rounding_shift_right_lanes(product, down, mask), least), most), zero_point);
    T* const sink = sink_of<T>(sinks, r, channel);
    if (c + lanes <= tile.columns) store_integers(sink, value);
    else store_some_integers(sink, value, tile.columns - c);
  }
}

/// A vector of sums times factors with common shifts, before it is clamped.
struct CommonFactors {
  /// Beyond the upper one there would be no room for the zero point.
  static constexpr int32_t least_shift = -31, most_shift = -2;
  Bits bias, multiplier, down, added;

  CommonFactors(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), multiplier(load_integers(stage.multipliers + channel)),
        down(subtract(repeat(-1), load_integers(stage.shifts + channel))), added(repeat(2 * stage.zero_point + 1)) {}

  /// All but the last bit of the shift comes first, then half and the zero point are added.
  Bits of(Bits sum) const {
    const Bits product = doubling_high_product(add(sum, bias), multiplier);
    const Bits lower = add(product, shift_right(product, 31));
    return shift_right(add(shift_right_lanes(lower, down), added), 1);
  }
};

/// The same where nothing below the zero point is left, as behind RELU: halves of negative numbers may be rounded either way, so that
/// both roundings are one.
struct PositiveFactors {
  static constexpr int32_t least_shift = OutputStage::least_rounding_shift, most_shift = OutputStage::most_rounding_shift;
  Bits bias, multiplier, down;
  Wides rounding;

  PositiveFactors(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), multiplier(load_integers(stage.multipliers + channel)),
        down(subtract(repeat(-1), load_integers(stage.shifts + channel))), rounding(load_wides(stage.roundings + channel)) {}

  Bits of(Bits sum) const { return shift_right_lanes(high_product(add(sum, bias), multiplier, rounding), down); }
};

/// A vector of channels, the last one of a tile perhaps.
template <typename Factors, typename T>
inline void finish_vector(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c) {
  // Locals, as bytes that are stored could be anything else.
  const size_t channel = tile.channel + c, stride = tile.stride, left = tile.columns - c;
  const Factors factors(*sinks.stage, channel);
  const Bits least = repeat(sinks.stage->least), most = repeat(sinks.stage->most);
  const int32_t *sums = tile.sums + c, *const end = sums + tile.rows * stride;
  for (void* const* sink = sinks.rows; sums < end; sums += stride, sink++) {
    const Bits value = smaller(larger(factors.of(load_integers(sums)), least), most);
    if (left >= lanes) store_integers(static_cast<T*>(*sink) + channel, value);
    else store_some_integers(static_cast<T*>(*sink) + channel, value, left);
  }
}

/// Four vectors of channels.
template <typename Factors, typename T>
inline void finish_four_vectors(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c) {
  const OutputStage& stage = *sinks.stage;
  const size_t channel = tile.channel + c, stride = tile.stride;
  const Factors a(stage, channel), b(stage, channel + lanes), d(stage, channel + 2 * lanes), e(stage, channel + 3 * lanes);
  const int32_t least = stage.least, most = stage.most;
  const int32_t *sums = tile.sums + c, *const end = sums + tile.rows * stride;
  for (void* const* sink = sinks.rows; sums < end; sums += stride, sink++) {
    const Bits values[4] = {a.of(load_integers(sums)), b.of(load_integers(sums + lanes)), d.of(load_integers(sums + 2 * lanes)),
                            e.of(load_integers(sums + 3 * lanes))};
    store_clamped(static_cast<T*>(*sink) + channel, values, least, most);
  }
}

template <typename Factors>
inline bool suit(const int32_t* shifts, size_t vectors) {
  for (size_t v = 0; v < vectors; v++) {
    const Bits shift = load_integers(shifts + v * lanes);
    if (any_above(shift, Factors::most_shift) || any_below(shift, Factors::least_shift)) return false;
  }
  return true;
}

/// As many channels at a time as one way suits.
template <typename Factors, typename T>
inline void finish_bytes(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const int32_t* const shifts = sinks.stage->shifts + tile.channel;
  for (size_t c = 0; c < tile.columns;) {
    const bool four = c + 4 * lanes <= tile.columns && suit<Factors>(shifts + c, 4);
    if (four) finish_four_vectors<Factors, T>(sinks, tile, c);
    else if (suit<Factors>(shifts + c, 1)) finish_vector<Factors, T>(sinks, tile, c);
    else finish_any<T>(sinks, tile, c);
    c += four ? 4 * lanes : lanes;
  }
}

template <typename T>
void finish_fixed(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const OutputStage& stage = *sinks.stage;
  if constexpr (sizeof(T) == 1) {
    if (stage.has_byte_zero()) {
      if (stage.least >= stage.zero_point) return finish_bytes<PositiveFactors, T>(sinks, tile);
      return finish_bytes<CommonFactors, T>(sinks, tile);
    }
  }
  for (size_t c = 0; c < tile.columns; c += lanes) finish_any<T>(sinks, tile, c);
}

}  // namespace
}  // namespace halflite
