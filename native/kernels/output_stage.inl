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

/// What finish_fixed does with some neighbouring channels.
struct FixedLanes {
  Bits bias, multiplier, shift;
  int32_t zero_point, least, most;

  FixedLanes(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), multiplier(load_integers(stage.multipliers + channel)),
        shift(load_integers(stage.shifts + channel)), zero_point(stage.zero_point), least(stage.least), most(stage.most) {}

  /// Whether all of them are multiplied by less than 1/4, and the zero point is that of a byte.
  bool are_scaled_down() const { return !any_above(shift, -2) && zero_point > -1024 && zero_point < 1024; }
};

/// Stores function(sums) for the sums of one vector of channels.
template <typename T, typename Function>
inline void finish_lanes(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c, Function function) {
  const bool whole = c + lanes <= tile.columns;
  for (size_t r = 0; r < tile.rows; r++) {
    const Bits value = function(load_integers(tile.sums + r * tile.stride + c));
    T* const sink = sink_of<T>(sinks, r, tile.channel + c);
    if (whole) store_integers(sink, value);
    else store_some_integers(sink, value, tile.columns - c);
  }
}

/// Any factors. The zero point is added last: before, the sum could overflow.
template <typename T>
inline void finish_any(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c, const FixedLanes& at) {
  const Bits zero_point = repeat(at.zero_point), least = repeat(at.least - at.zero_point), most = repeat(at.most - at.zero_point);
  const Bits up = larger(at.shift, repeat(0)), down = subtract(up, at.shift);
  const Bits mask = subtract(shift_left_lanes(repeat(1), down), repeat(1));
  finish_lanes<T>(sinks, tile, c, [&](Bits sum) {
    const Bits product = doubling_high_product(shift_left_lanes(add(sum, at.bias), up), at.multiplier);
    return add(smaller(larger(rounding_shift_right_lanes(product, down, mask), least), most), zero_point);
  });
}

/// Small factors leave room: all but the last bit of the shift comes first, then half and the zero point are added.
template <typename T>
inline void finish_scaled_down(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c, const FixedLanes& at) {
  const Bits least = repeat(at.least), most = repeat(at.most), added = repeat(2 * at.zero_point + 1);
  const Bits down = subtract(repeat(-1), at.shift);
  finish_lanes<T>(sinks, tile, c, [&](Bits sum) {
    const Bits product = doubling_high_product(add(sum, at.bias), at.multiplier);
    const Bits lower = add(product, shift_right(product, 31));
    return smaller(larger(shift_right(add(shift_right_lanes(lower, down), added), 1), least), most);
  });
}

template <typename T>
void finish_fixed(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  for (size_t c = 0; c < tile.columns; c += lanes) {
    const FixedLanes at(*sinks.stage, tile.channel + c);
    if (at.are_scaled_down()) finish_scaled_down<T>(sinks, tile, c, at);
    else finish_any<T>(sinks, tile, c, at);
  }
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
