// From sums of products to elements of the output, bit for bit as src/ops/output_stage.ts.
#pragma once

#include "fixed_stage.inl"
#include "kernels.h"
#include "real_stage.inl"
#include "sum_tile.inl"

namespace halflite {
namespace {

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

inline void finish_hybrid(const RowSinks& sinks, const SumTile<int32_t>& tile) {
  const OutputStage& stage = *sinks.stage;
  const Floats least = repeat(stage.float_least), most = repeat(stage.float_most);
  const bool separately = stage.separately;
  for (size_t c = 0; c < tile.columns; c += lanes) {
    const size_t channel = tile.channel + c, left = tile.columns - c;
    const Floats scale = load(stage.float_scales + channel), bias = load(stage.float_bias + channel);
    for (size_t r = 0; r < tile.rows; r++) {
      const Floats group = repeat(sinks.group_scales[r * sinks.group_step]);
      const Floats sum = to_floats(load_integers(tile.sums + r * tile.stride + c));
      const Floats real = separately ? multiply(multiply(sum, scale), group) : multiply(sum, multiply(scale, group));
      const Floats value = clamp(add(real, bias), least, most);
      float* const sink = sink_of<float>(sinks, r, channel);
      if (left >= lanes) store(sink, value);
      else store_some(sink, value, left);
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
  else finish_real_wide<T>(sinks, tile);
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
