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

/// What finish_fixed needs of a vector of channels.
struct FixedLanes {
  Bits bias, multiplier, shift;

  FixedLanes() = default;
  FixedLanes(const OutputStage& stage, size_t channel)
      : bias(load_integers(stage.bias + channel)), multiplier(load_integers(stage.multipliers + channel)),
        shift(load_integers(stage.shifts + channel)) {}

  /// Whether all of them are multiplied by less than 1/4.
  bool are_scaled_down() const { return !any_above(shift, -2); }
};

/// Any factors. The zero point is added last: before, the sum could overflow.
template <typename T>
inline void finish_any(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c, const FixedLanes& at) {
  const OutputStage& stage = *sinks.stage;
  const Bits zero_point = repeat(stage.zero_point);
  const Bits least = repeat(stage.least - stage.zero_point), most = repeat(stage.most - stage.zero_point);
  const Bits up = larger(at.shift, repeat(0)), down = subtract(up, at.shift);
  const Bits mask = subtract(shift_left_lanes(repeat(1), down), repeat(1));
  for (size_t r = 0; r < tile.rows; r++) {
    const Bits sum = add(load_integers(tile.sums + r * tile.stride + c), at.bias);
    const Bits product = doubling_high_product(shift_left_lanes(sum, up), at.multiplier);
    const Bits value = add(smaller(larger(rounding_shift_right_lanes(product, down, mask), least), most), zero_point);
    T* const sink = sink_of<T>(sinks, r, tile.channel + c);
    if (c + lanes <= tile.columns) store_integers(sink, value);
    else store_some_integers(sink, value, tile.columns - c);
  }
}

/// Of bytes. Small factors leave room: all but the last bit of the shift comes first, then half and the zero point are added.
template <int vectors, typename T>
inline void finish_scaled_down(const RowSinks& sinks, const SumTile<int32_t>& tile, size_t c, const FixedLanes* lanes_at) {
  const int32_t least = sinks.stage->least, most = sinks.stage->most;
  const Bits added = repeat(2 * sinks.stage->zero_point + 1);
  Bits bias[vectors], multiplier[vectors], down[vectors];
#pragma GCC unroll 4
  for (int v = 0; v < vectors; v++) {
    bias[v] = lanes_at[v].bias;
    multiplier[v] = lanes_at[v].multiplier;
    down[v] = subtract(repeat(-1), lanes_at[v].shift);
  }
  const int32_t* sums = tile.sums + c;
  const size_t stride = tile.stride, rows = tile.rows, columns = tile.columns - c, channel = tile.channel + c;
  void* const* const sink_rows = sinks.rows;
  for (size_t r = 0; r < rows; r++, sums += stride) {
    Bits values[4] = {};
#pragma GCC unroll 4
    for (int v = 0; v < vectors; v++) {
      const Bits product = doubling_high_product(add(load_integers(sums + v * lanes), bias[v]), multiplier[v]);
      const Bits lower = add(product, shift_right(product, 31));
      values[v] = shift_right(add(shift_right_lanes(lower, down[v]), added), 1);
    }
    T* const sink = static_cast<T*>(sink_rows[r]) + channel;
    if constexpr (vectors == 4) {
      store_clamped(sink, values, least, most);
    } else {
      const Bits value = smaller(larger(values[0], repeat(least)), repeat(most));
      if (columns >= lanes) store_integers(sink, value);
      else store_some_integers(sink, value, columns);
    }
  }
}

template <typename T>
void finish_fixed(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const int32_t zero_point = sinks.stage->zero_point;
  const bool is_byte = sizeof(T) == 1 && zero_point >= -128 && zero_point <= 255;
  for (size_t c = 0; c < tile.columns;) {
    FixedLanes at[4];
    size_t vectors = 0;
    while (vectors < 4 && c + vectors * lanes < tile.columns) {
      at[vectors] = FixedLanes(*sinks.stage, tile.channel + c + vectors * lanes);
      if (!is_byte || !at[vectors].are_scaled_down()) break;
      vectors++;
    }
    if constexpr (sizeof(T) == 1) {
      if (vectors == 4 && c + 4 * lanes <= tile.columns) {
        finish_scaled_down<4, T>(sinks, tile, c, at);
        c += 4 * lanes;
        continue;
      }
    }
    if (vectors > 0) finish_scaled_down<1, T>(sinks, tile, c, at);
    else finish_any<T>(sinks, tile, c, at[0]);
    c += lanes;
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
