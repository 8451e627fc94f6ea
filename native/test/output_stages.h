// Output stages, results and what they are compared with, for the tests of integer kernels.
#pragma once

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "buffers.h"
#include "check.h"

namespace halflite::test {

template <typename T>
std::vector<T> any(Random& random, std::size_t count, std::int64_t least, std::int64_t most) {
  std::uniform_int_distribution<std::int64_t> distribution(least, most);
  std::vector<T> values(count);
  for (T& value : values) value = static_cast<T>(distribution(random));
  return values;
}

/// An output stage with arrays of its own, and what it makes of a sum.
struct Stage {
  std::vector<std::int32_t> bias, multipliers, shifts;
  std::vector<std::int64_t> roundings;
  std::vector<double> wide_bias, scales;
  std::vector<float> float_bias, float_scales;
  OutputStage stage{};

  Stage(Random& random, StageKind kind, StoredType output, std::size_t channels) {
    const std::size_t padded = channels + 64;
    const bool wide = kind == StageKind::fixed_wide;
    // Most layers have small factors; those of 1/2 make many sums halves.
    const bool has_common_shifts = random() % 2 == 0, makes_halves = random() % 4 == 0;
    bias = any<std::int32_t>(random, padded, makes_halves ? -3 : INT32_MIN, makes_halves ? 3 : INT32_MAX);
    wide_bias = any<double>(random, padded, -(1ll << 46), 1ll << 46);
    multipliers = any<std::int32_t>(random, padded, wide ? 0 : 1 << 30, wide ? 32767 : makes_halves ? 1 << 30 : INT32_MAX);
    shifts = any<std::int32_t>(random, padded, wide ? 1 : has_common_shifts ? -23 : -31, wide ? 50 : has_common_shifts ? -1 : 3);
    for (std::size_t i = 0; i < padded; i++) scales.push_back(std::ldexp(1.0, static_cast<int>(random() % 30) - 32));
    roundings.resize(padded);
    float_bias = weights(random, padded, 1000);
    float_scales = weights(random, padded, 1);
    const bool floats = kind == StageKind::hybrid, whole = floats || kind == StageKind::stored;
    const std::int32_t zero_point = output == StoredType::int16 ? 7 : static_cast<std::int32_t>(random() % 384) - 128;
    // Nothing below the zero point is left where a RELU follows.
    const std::int32_t lowest = output == StoredType::uint8 ? 3 : -100, relu = std::clamp(zero_point, lowest, 120);
    const std::int32_t least = random() % 2 == 0 ? lowest : relu, most = output == StoredType::int16 ? 20000 : 120;
    stage = {kind, whole ? StoredType::int32 : output, bias.data(), wide_bias.data(), float_bias.data(), multipliers.data(),
             shifts.data(), roundings.data(), scales.data(), float_scales.data(), random() % 2 == 0, zero_point, least, most, -1e6f, 1e6f};
    for (std::size_t i = 0; i < padded; i++) {
      const std::int32_t shift = shifts[i];
      if (shift < OutputStage::least_rounding_shift || shift > OutputStage::most_rounding_shift) continue;
      roundings[i] = (1 << 30) + (2 * zero_point + 1) * (std::int64_t{1} << (30 - shift));
    }
    // Zeros: sums as they are, so that a wrong one shows.
    if (kind == StageKind::stored) std::fill(bias.begin(), bias.end(), 0);
  }

  double finish(std::int64_t sum, std::size_t channel, float group) const {
    const auto wrapped = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + static_cast<std::uint32_t>(bias[channel]));
    const double wide = static_cast<double>(sum) + wide_bias[channel];
    switch (stage.kind) {
      case StageKind::stored: return wrapped;
      case StageKind::fixed: return clamped(fixed(wrapped, channel));
      case StageKind::fixed_wide: {
        const std::int64_t half = std::int64_t{1} << (shifts[channel] - 1);
        return clamped(static_cast<std::int32_t>((static_cast<std::int64_t>(wide) * multipliers[channel] + half) >> shifts[channel]));
      }
      case StageKind::real: return clamped(std::round(wrapped * scales[channel]));
      case StageKind::real_wide: return clamped(std::round(wide * scales[channel]));
      default: {
        const float s = static_cast<float>(sum);
        const float real = stage.separately ? s * float_scales[channel] * group : s * (float_scales[channel] * group);
        return std::clamp(real + float_bias[channel], stage.float_least, stage.float_most);
      }
    }
  }

 private:
  double clamped(double value) const { return std::clamp(value + stage.zero_point, double(stage.least), double(stage.most)); }

  double fixed(std::int32_t sum, std::size_t channel) const {
    const int shift = shifts[channel];
    const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) << std::max(shift, 0));
    const std::int64_t product = (std::int64_t{shifted} * multipliers[channel] + (1 << 30)) >> 31;
    return std::round(static_cast<double>(product) / std::ldexp(1.0, std::max(-shift, 0)));
  }
};

/// The element of an output as a number.
inline double stored(const OutputStage& stage, const void* row, std::size_t index) {
  const auto as = [&]<typename T>(T) { return static_cast<double>(static_cast<const T*>(row)[index]); };
  if (stage.kind == StageKind::hybrid) return as(float{});
  switch (stage.output) {
    case StoredType::int8: return as(std::int8_t{});
    case StoredType::uint8: return as(std::uint8_t{});
    case StoredType::int16: return as(std::int16_t{});
    default: return as(std::int32_t{});
  }
}

/// Rows of results between guards.
struct Results {
  GuardedBuffer buffer;
  std::vector<void*> rows;
  Results(const OutputStage& stage, std::size_t count, std::size_t columns) : buffer(count * columns * stage.output_bytes(), 4) {
    for (std::size_t r = 0; r < count; r++) rows.push_back(buffer.data() + r * columns * stage.output_bytes());
  }
};

struct Comparison {
  const Target& target;
  const char* kernel;
  const Stage& stage;

  void check(double actual, std::int64_t sum, std::size_t channel, float group, std::size_t row) const {
    const double expected = stage.finish(sum, channel, group);
    CHECK(actual == expected, "%s %s, kind %u, row %zu, channel %zu: %.9g, not %.9g", target.name, kernel,
          static_cast<unsigned>(stage.stage.kind), row, channel, actual, expected);
  }
};

}  // namespace halflite::test
