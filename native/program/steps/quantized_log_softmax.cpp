#include <algorithm>
#include <bit>
#include <cstdint>

#include "../byte_rows.h"
#include "../fixed_point.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// So many powers of at most 2^19 sum up within 32 bits.
constexpr std::size_t most_depth = 4095;

std::int32_t half_sum(std::int32_t a, std::int32_t b) {
  const std::int64_t sum = std::int64_t{a} + b;
  return static_cast<std::int32_t>((sum + (sum >= 0 ? 1 : -1)) / 2);
}

/// The natural logarithm of a number of at least 1: Q12.19 to Q5.26.
std::int32_t logarithm(std::int32_t x) {
  constexpr std::int32_t log_2 = 1488522236, root_half = 1518500250, fourth_root_half = 1805811301;
  constexpr std::int32_t alpha_n = 117049297, alpha_d = 127690142, alpha_i = 1057819769, alpha_f = 638450708, quarter = 1 << 23;
  const auto times = doubling_high_product;
  // The number is r * 2^power with r around 2^-1/4; of two ways to choose the power, the one that brings r closer.
  const int headroom = std::countl_zero(static_cast<std::uint32_t>(x));
  const std::int32_t first = saturating_shift_left(times(saturating_shift_left(x, headroom - 1), root_half), 1);
  const std::int64_t first_power = std::int64_t{saturating_shift_left(12 - headroom, 25)} + quarter;
  const int other_headroom = std::countl_zero(static_cast<std::uint32_t>(times(x, root_half))) - 1;
  const std::int64_t other_power = std::int64_t{saturating_shift_left(12 - other_headroom, 25)} - quarter;
  const std::int32_t r = std::min(first, saturating_shift_left(x, other_headroom));
  const auto power = static_cast<std::int32_t>(std::clamp<std::int64_t>(std::max(first_power, other_power), INT32_MIN, INT32_MAX));
  // A quotient of polynomials in q = 2 * (r - 2^-1/4).
  const std::int32_t q = wrapping_product(2, wrapping_add(r, -fourth_root_half)), square = times(q, q);
  const std::int32_t numerator = wrapping_add(times(q, r), times(times(q, square), alpha_n));
  const std::int32_t inner = wrapping_add(wrapping_add(alpha_i, q), times(alpha_d, square));
  const std::int32_t denominator = wrapping_add(times(half_sum(r, fourth_root_half), inner), times(alpha_f, q));
  const std::int32_t quotient = times(rounding_shift_right(numerator, 6), one_over_one_plus(denominator));
  return saturating_shift_left(wrapping_add(times(power, log_2), quotient), 1);
}

/// Logarithms of the softmax of int8 or uint8 rows, in sixteenths below the largest element of the type.
///
/// Operands: input; for the differences 0, -1, ... -255 of stored values (int32): e to their power in Q0.31, 0 where that is negligible, and the
/// differences in Q5.26; output. Parameters: type, rows, depth, the least difference that counts, what brings logarithms back to differences
/// of stored values.
class QuantizedLogSoftmax final : public Step {
 public:
  explicit QuantizedLogSoftmax(StepReader& r)
      : type_(static_cast<StoredType>(r.integer(0, 1))), rows_(r.size()), depth_(r.size(1)), least_difference_(read_int32(r, -1024, 0)), factor_(read_multiplier(r)),
        input_(r.elements<std::uint8_t>(StepReader::product({rows_, depth_}))), powers_(r.elements<std::int32_t>(256)),
        differences_(r.elements<std::int32_t>(256)), output_(r.sink_elements<std::uint8_t>(StepReader::product({rows_, depth_}))) {
    r.require(depth_ <= most_depth, "sums need more than 32 bits");
  }

  void run(const Frame& frame) const noexcept override {
    const auto *const powers = frame.at<const std::int32_t>(powers_), *const differences = frame.at<const std::int32_t>(differences_);
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      const DistanceTable table([&](int distance) { return powers[distance]; }), all([&](int distance) { return differences[distance]; });
      for (std::size_t row = begin; row < end; row++) normalize(frame, row, table, all);
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  void normalize(const Frame& frame, std::size_t number, const DistanceTable& powers, const DistanceTable& differences) const noexcept {
    const ByteRow row(frame, type_, frame.at<const std::uint8_t>(input_) + number * depth_, depth_);
    const std::int32_t log = logarithm(static_cast<std::int32_t>(std::clamp<std::uint32_t>(row.sum_of_powers(powers), 1 << 19, INT32_MAX)));
    const std::int32_t negligible = std::max(least_difference_ - 1, multiply_fixed(wrapping_add(log, INT32_MIN), factor_));
    const auto least = static_cast<std::int32_t>(least_of(type_)), most = static_cast<std::int32_t>(most_of(type_));
    // Differences less the logarithm are not positive: for such numbers, half of them rounded up and that shifted by 21 is the same as a shift by 22.
    constexpr FixedMultiplier sixteenths{1 << 30, -21};
    const Rescaling rescaling{log, most, sixteenths, sixteenths, least, most};
    char* const sink = frame.at<char>(output_) + number * depth_;
    if (negligible < -255) row.rescale(frame, differences, rescaling, type_, sink);
    else row.rescale(frame, counting_differences(frame, log, negligible), rescaling, type_, sink);
  }

  /// Negligible differences are so far below the logarithm that they come out as the least element.
  DistanceTable counting_differences(const Frame& frame, std::int32_t log, std::int32_t negligible) const noexcept {
    const auto* const differences = frame.at<const std::int32_t>(differences_);
    const std::int32_t far_below = wrapping_add(log, -(1 << 30));
    return DistanceTable([=](int distance) { return -distance > negligible ? differences[distance] : far_below; });
  }

  StoredType type_;
  std::size_t rows_, depth_;
  std::int32_t least_difference_;
  FixedMultiplier factor_;
  Operand input_, powers_, differences_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_log_softmax(StepReader& reader) { return std::make_unique<QuantizedLogSoftmax>(reader); }

}  // namespace halflite
