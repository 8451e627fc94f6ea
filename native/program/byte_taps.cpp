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

struct Channels {
  std::size_t first, last;
};

bool has_rest(const DepthwiseWeights& source, const Tap& tap, const Channels& block) {
  for (std::size_t i = 0; i < 4; i++) {
    for (std::size_t channel = block.first; channel < block.last; channel++) {
      if (rest_of(source, tap, i, channel) != 0) return true;
    }
  }
  return false;
}

std::vector<Tap> taps_of(const DepthwiseWeights& source, const Channels& block) {
  std::vector<Tap> taps;
  for (std::size_t row = 0; row < source.rows; row += 4) {
    for (std::size_t column = 0; column < source.columns; column++) {
      for (Tap tap{row, column, 0}; has_rest(source, tap, block); tap.part++) taps.push_back(tap);
    }
  }
  return taps;
}

/// Where zipping puts a channel of a block: the number of its lane. 16 of a vector of 128 bits become four vectors, or 8 two where a block is
/// half full at most.
std::size_t lane_of(std::size_t channel, std::size_t block, std::size_t zipped) {
  const std::size_t vector = channel % zipped / 4, lane = channel / zipped * 4 + channel % 4;
  return vector * (block / 4) + lane;
}

/// Adds the weights of four taps.
void pack_tap(const DepthwiseWeights& source, const Tap& tap, const Channels& channels, std::size_t block, ByteTaps& packed) {
  const std::size_t begin = packed.weights.size(), count = channels.last - channels.first;
  const bool is_half = count <= block / 2;
  packed.columns.push_back(tap.row / 4 * most_byte_columns + tap.column * source.dilation);
  packed.weights.resize(begin + (is_half ? 2 : 4) * block);
  for (std::size_t channel = channels.first; channel < channels.last; channel++) {
    const std::size_t lane = lane_of(channel % block, block, is_half ? 8 : 16);
    for (std::size_t i = 0; i < 4; i++) {
      const std::int32_t weight = std::clamp(rest_of(source, tap, i, channel), -128, 127);
      packed.weights[begin + 4 * lane + i] = static_cast<std::int8_t>(weight);
      packed.column_sums[channels.first + lane] -= weight;
    }
  }
}

}  // namespace

ByteTaps pack_byte_taps(const DepthwiseWeights& source, std::size_t block) {
  ByteTaps packed;
  packed.column_sums.resize((source.channels + block - 1) / block * block);
  packed.block_taps.push_back(0);
  for (std::size_t first = 0; first < source.channels; first += block) {
    const Channels channels{first, std::min(first + block, source.channels)};
    for (const Tap& tap : taps_of(source, channels)) pack_tap(source, tap, channels, block, packed);
    packed.block_taps.push_back(packed.columns.size());
  }
  return packed;
}

}  // namespace halflite
