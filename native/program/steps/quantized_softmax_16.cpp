#include <algorithm>
#include <bit>
#include <cstdint>

#include "../fixed_point.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// A function by 513 points, between which it is interpolated.
std::int32_t interpolate(const std::int16_t* table, std::int32_t x) {
  const std::int32_t index = 256 + (x >> 7), base = table[index];
  const std::int32_t slope = static_cast<std::int16_t>(table[index + 1] - base);
  return base + ((slope * (x & 127) + 64) >> 7);
}

std::int32_t saturate_16(std::int64_t x) { return static_cast<std::int32_t>(std::clamp<std::int64_t>(x, INT16_MIN, INT16_MAX)); }

/// Softmax of int16 rows.
///
/// Operands: input, 513 points of e^x from -10 to 0, 513 points of 1 / (1 + x) from 0 to 1 (both int16, in 2^-15), output. Parameters: rows,
/// depth, what brings differences to the exponents.
class QuantizedSoftmax16 final : public Step {
 public:
  explicit QuantizedSoftmax16(StepReader& r)
      : rows_(r.size()), depth_(r.size(1)), factor_(read_multiplier(r)), input_(r.elements<std::int16_t>(StepReader::product({rows_, depth_}))),
        powers_(r.elements<std::int16_t>(513)), reciprocals_(r.elements<std::int16_t>(513)),
        output_(r.sink_elements<std::int16_t>(StepReader::product({rows_, depth_}))) {
    r.require(depth_ <= 65536, "sums need more than 32 bits");
  }

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        normalize(frame, frame.at<const std::int16_t>(input_) + row * depth_, frame.at<std::int16_t>(output_) + row * depth_);
      }
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 4096;

  void normalize(const Frame& frame, const std::int16_t* source, std::int16_t* sink) const noexcept {
    const std::int32_t largest = *std::max_element(source, source + depth_);
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < depth_; i++) {
      const std::int32_t exponent = saturate_16(std::int64_t{multiply_fixed(source[i] - largest, factor_)} + INT16_MAX);
      const std::int32_t power = interpolate(frame.at<const std::int16_t>(powers_), exponent);
      sink[i] = static_cast<std::int16_t>(power);
      sum += static_cast<std::uint32_t>(power);
    }
    // Where the tables are what they should be, a sum has more than 14 bits.
    const int bits = std::max(2, 32 - std::countl_zero(sum)), shift = bits - 1;
    const std::int64_t normalized = ((std::int64_t{sum} << (32 - bits)) + (1 << 14)) >> 15;
    const std::int64_t inverse = interpolate(frame.at<const std::int16_t>(reciprocals_), saturate_16(normalized - 98304));
    for (std::size_t i = 0; i < depth_; i++) {
      const std::int64_t share = (sink[i] * inverse + (std::int64_t{1} << (shift - 1))) >> shift;
      sink[i] = static_cast<std::int16_t>(std::clamp<std::int64_t>(share, 0, INT16_MAX));
    }
  }

  std::size_t rows_, depth_;
  FixedMultiplier factor_;
  Operand input_, powers_, reciprocals_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_softmax_16(StepReader& reader) { return std::make_unique<QuantizedSoftmax16>(reader); }

}  // namespace halflite
