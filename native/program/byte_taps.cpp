#include "byte_taps.h"

#include <algorithm>

namespace halflite {
namespace {

/// Four rows of a column of taps, or what is left of them when their part that fits was taken `part` times.
struct Tap {
  std::size_t row, column, part;
};

std::int32_t rest_of(std::int32_t weight, std::size_t part) {
  for (; part > 0; part--) weight -= std::clamp(weight, -128, 127);
  return weight;
}

std::int32_t rest_of(const DepthwiseWeights& source, const Tap& tap, std::size_t i, std::size_t channel) {
  return tap.row + i < source.rows ? rest_of(source.at(tap.row + i, tap.column, channel), tap.part) : 0;
}

bool has_rest(const DepthwiseWeights& source, const Tap& tap) {
  for (std::size_t i = 0; i < 4; i++) {
    for (std::size_t channel = 0; channel < source.channels; channel++) {
      if (rest_of(source, tap, i, channel) != 0) return true;
    }
  }
  return false;
}

std::vector<Tap> taps_of(const DepthwiseWeights& source) {
  std::vector<Tap> taps;
  for (std::size_t row = 0; row < source.rows; row += 4) {
    for (std::size_t column = 0; column < source.columns; column++) {
      for (Tap tap{row, column, 0}; has_rest(source, tap); tap.part++) taps.push_back(tap);
    }
  }
  return taps;
}

/// Where zipping puts a channel of a block: the number of its lane.
std::size_t lane_of(std::size_t channel, std::size_t block) {
  const std::size_t vector = channel % 16 / 4, lane = channel / 16 * 4 + channel % 4;
  return vector * (block / 4) + lane;
}

}  // namespace

ByteTaps pack_byte_taps(const DepthwiseWeights& source, std::size_t block) {
  const std::vector<Tap> taps = taps_of(source);
  const std::size_t padded = (source.channels + block - 1) / block * block;
  ByteTaps packed;
  packed.weights.resize(4 * padded * taps.size());
  packed.column_sums.resize(padded);
  for (const Tap& tap : taps) packed.columns.push_back(tap.row / 4 * most_byte_columns + tap.column * source.dilation);
  for (std::size_t channel = 0; channel < source.channels; channel++) {
    const std::size_t first = channel / block * block, lane = lane_of(channel % block, block);
    for (std::size_t t = 0; t < taps.size(); t++) {
      for (std::size_t i = 0; i < 4; i++) {
        const std::int32_t weight = std::clamp(rest_of(source, taps[t], i, channel), -128, 127);
        packed.weights[4 * (first * taps.size() + t * block + lane) + i] = static_cast<std::int8_t>(weight);
        packed.column_sums[first + lane] -= weight;
      }
    }
  }
  return packed;
}

}  // namespace halflite
