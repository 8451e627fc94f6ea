// From sums of products to elements of the output, bit for bit as src/ops/output_stage.ts.
#pragma once

#include "fixed_point.inl"
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
  const Factors factors(*sinks.stage, tile.channel + c);
  const Bits least = repeat(sinks.stage->least), most = repeat(sinks.stage->most);
  for (size_t r = 0; r < tile.rows; r++) {
    const Bits value = smaller(larger(factors.of(load_integers(tile.sums + r * tile.stride + c)), least), most);
    T* const sink = sink_of<T>(sinks, r, tile.channel + c);
    if (c + lanes <= tile.columns) store_integers(sink, value);
    else store_some_integers(sink, value, tile.columns - c);
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

inline bool are_common(const int32_t* shifts, size_t vectors) {
  for (size_t v = 0; v < vectors; v++) {
    const Bits shift = load_integers(shifts + v * lanes);
    if (any_above(shift, OutputStage::most_common_shift) || any_below(shift, OutputStage::least_common_shift)) return false;
  }
  return true;
}

/// As many channels at a time as one way suits.
template <typename Factors, typename T>
inline void finish_bytes(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const int32_t* const shifts = sinks.stage->shifts + tile.channel;
  for (size_t c = 0; c < tile.columns;) {
    const bool four = c + 4 * lanes <= tile.columns && are_common(shifts + c, 4);
    if (four) finish_four_vectors<Factors, T>(sinks, tile, c);
    else if (are_common(shifts + c, 1)) finish_vector<Factors, T>(sinks, tile, c);
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

template <typename T>
void finish_fixed_wide(const RowSinks& sinks, const SumTile<int64_t>& tile) {
  const OutputStage& stage = *sinks.stage;
  for (size_t r = 0; r < tile.rows; r++) {
    T* const sink = sink_of<T>(sinks, r, tile.channel);
    for (size_t c = 0; c < tile.columns; c++) {
      const size_t channel = tile.channel + c;
      const int64_t sum = tile.sums[r * tile.stride + c] + static_cast<int64_t>(stage.wide_bias[channel]);
      const int32_t shift = stage.shifts[channel];
      const uint64_t half = uint64_t{1} << (shift - 1), multiplier = static_cast<uint64_t>(stage.multipliers[channel]);
      const int64_t product = static_cast<int64_t>(static_cast<uint64_t>(sum) * multiplier + half);
      const int64_t value = int64_t{static_cast<int32_t>(product >> shift)} + stage.zero_point;
      sink[c] = static_cast<T>(value < stage.least ? stage.least : value > stage.most ? stage.most : value);
    }
  }
}

inline int32_t wrapping_sum(int32_t a, int32_t b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b));
}
inline double biased(const OutputStage& stage, int32_t sum, size_t channel) {
  return wrapping_sum(sum, stage.bias[channel]);
}
inline double biased(const OutputStage& stage, int64_t sum, size_t channel) {
  return static_cast<double>(sum) + stage.wide_bias[channel];
}

template <typename T, typename Sum>
void finish_real(const RowSinks& sinks, const SumTile<Sum>& tile) {
  constexpr double bound = 1 << 30;
  const OutputStage& stage = *sinks.stage;
  const int32_t zero_point = stage.zero_point, least = stage.least, most = stage.most;
  for (size_t r = 0; r < tile.rows; r++) {
    T* const sink = sink_of<T>(sinks, r, tile.channel);
    for (size_t c = 0; c < tile.columns; c++) {
      const size_t channel = tile.channel + c;
      double value = biased(stage, tile.sums[r * tile.stride + c], channel) * stage.scales[channel];
      value = value < -bound ? -bound : value;
      value = value > bound ? bound : value;
      const int32_t whole = static_cast<int32_t>(value);
      const double rest = value - whole;
      const int32_t rounded = whole + (rest >= 0.5) - (rest <= -0.5) + zero_point;
      sink[c] = static_cast<T>(rounded < least ? least : rounded > most ? most : rounded);
    }
  }
}

inline void finish_hybrid(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const OutputStage& stage = *sinks.stage;
  const Floats least = repeat(stage.float_least), most = repeat(stage.float_most);
  for (size_t r = 0; r < tile.rows; r++) {
    const Floats group = repeat(sinks.group_scales[r * sinks.group_step]);
    for (size_t c = 0; c < tile.columns; c += lanes) {
      const size_t channel = tile.channel + c;
      const Floats sum = to_floats(load_integers(tile.sums + r * tile.stride + c));
      const Floats scale = load(stage.float_scales + channel);
      const Floats real = stage.separately ? multiply(multiply(sum, scale), group) : multiply(sum, multiply(scale, group));
      const Floats value = clamp(add(real, load(stage.float_bias + channel)), least, most);
      float* const sink = sink_of<float>(sinks, r, channel);
      if (c + lanes <= tile.columns) store(sink, value);
      else store_some(sink, value, tile.columns - c);
    }
  }
}

inline void finish_stored(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  for (size_t r = 0; r < tile.rows; r++) {
    int32_t* const sink = sink_of<int32_t>(sinks, r, tile.channel);
    for (size_t c = 0; c < tile.columns; c++) sink[c] = tile.sums[r * tile.stride + c];
  }
}

template <typename T>
inline void finish_as(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  if (sinks.stage->kind == StageKind::fixed) finish_fixed<T>(sinks, tile);
  else finish_real<T>(sinks, tile);
}
template <typename T>
inline void finish_as(const RowSinks& sinks, const SumTile<int64_t>& tile) {
  if (sinks.stage->kind == StageKind::fixed_wide) finish_fixed_wide<T>(sinks, tile);
  else finish_real<T>(sinks, tile);
}

/// Writes a tile of sums: 32-bit ones, 64-bit ones where the stage is wide.
template <typename Sum>
inline void finish_integers(const RowSinks& sinks, const SumTile<Sum>& tile) {
  switch (sinks.stage->output) {
    case StoredType::int8: return finish_as<int8_t>(sinks, tile);
    case StoredType::uint8: return finish_as<uint8_t>(sinks, tile);
    default: return finish_as<int16_t>(sinks, tile);
  }
}
inline void finish(const RowSinks& sinks, const SumTile<int64_t>& tile) { finish_integers(sinks, tile); }
inline void finish(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  if (sinks.stage->kind == StageKind::hybrid) finish_hybrid(sinks, tile);
  else if (sinks.stage->kind == StageKind::stored) finish_stored(sinks, tile);
  else finish_integers(sinks, tile);
}

/// Sums that are widened this often cannot overflow: 32768 * 128 for each pair of an int16 and an int8, twice.
constexpr size_t most_narrow_pairs = 255;

/// Adds a tile of 32-bit sums to one of 64-bit sums.
inline void widen_sums(const int32_t* sums, int64_t* wide, size_t count) {
  for (size_t i = 0; i < count; i++) wide[i] += sums[i];
}

}  // namespace
}  // namespace halflite
