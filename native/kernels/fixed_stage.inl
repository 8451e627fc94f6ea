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

  CommonFactors() = default;
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

  PositiveFactors() = default;
  PositiveFactors(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), multiplier(load_integers(stage.multipliers + channel)),
        down(subtract(repeat(-1), load_integers(stage.shifts + channel))), rounding(load_wides(stage.roundings + channel)) {}

  Bits of(Bits sum) const { return shift_right_lanes(high_product(add(sum, bias), multiplier, rounding), down); }
};

/// A vector of channels, the last one of a tile perhaps, or of wider elements.
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

/// One, two or four whole vectors of channels, of so many rows at a time that they fill a vector of bytes. The last rows may come twice.
template <typename Factors, int vectors, typename T>
inline void finish_vectors(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c) {
  constexpr int rows_at_once = 4 / vectors;
  const size_t channel = tile.channel + c, stride = tile.stride, last = tile.rows - 1;
  const int32_t least = sinks.stage->least, most = sinks.stage->most;
  const int32_t* const sums = tile.sums + c;
  void* const* const rows = sinks.rows;
  Factors factors[vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; v++) factors[v] = Factors(*sinks.stage, channel + v * lanes);
  for (size_t first = 0; first <= last; first += rows_at_once) {
    Bits values[4];
    void* places[rows_at_once];
#pragma GCC unroll 4
    for (int i = 0; i < rows_at_once; i++) {
      const size_t row = first + i < last ? first + i : last;
      places[i] = static_cast<T*>(rows[row]) + channel;
#pragma GCC unroll 4
      for (int v = 0; v < vectors; v++) values[i * vectors + v] = factors[v].of(load_integers(sums + row * stride + v * lanes));
    }
    store_parts<rows_at_once>(places, clamped_bytes(values, least, most, T{}));
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
template <typename Factors, typename T, typename Suit>
inline void finish_bytes(const RowSinks& sinks, const SumTile<int32_t>& tile, const Suit& suit) {
  for (size_t c = 0; c < tile.columns;) {
    const size_t whole = (tile.columns - c) / lanes;
    const size_t vectors = whole >= 4 && suit(c, 4) ? 4 : whole >= 2 && suit(c, 2) ? 2 : 1;
    if (vectors == 4) finish_vectors<Factors, 4, T>(sinks, tile, c);
    else if (vectors == 2) finish_vectors<Factors, 2, T>(sinks, tile, c);
    else if (!suit(c, 1)) finish_any<T>(sinks, tile, c);
    else if (whole > 0) finish_vectors<Factors, 1, T>(sinks, tile, c);
    else finish_vector<Factors, T>(sinks, tile, c);
    c += vectors * lanes;
  }
}

template <typename Factors, typename T>
inline void finish_suitable(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const int32_t* const shifts = sinks.stage->shifts + tile.channel;
  finish_bytes<Factors, T>(sinks, tile, [=](size_t c, size_t vectors) { return suit<Factors>(shifts + c, vectors); });
}

template <typename T>
void finish_fixed(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const OutputStage& stage = *sinks.stage;
  if constexpr (sizeof(T) == 1) {
    if (stage.has_byte_zero()) {
      if (stage.least >= stage.zero_point) return finish_suitable<PositiveFactors, T>(sinks, tile);
      return finish_suitable<CommonFactors, T>(sinks, tile);
    }
  }
  for (size_t c = 0; c < tile.columns; c += lanes) finish_any<T>(sinks, tile, c);
}

}  // namespace
}  // namespace halflite
