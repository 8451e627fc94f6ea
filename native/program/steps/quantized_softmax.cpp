#include <algorithm>
#include <cstdint>

#include "../stored_type.h"
#include "../fixed_point.h"

namespace halflite {
namespace {

/// Softmax of int8 or uint8 rows, exact.
///
/// Operands: input, powers (int32: e to the power of the differences 0, -1, ... -255 of stored values, in Q0.31, 0 where they are
/// negligible), output. Parameters: input type, output type, rows, depth, the least difference that counts.
class QuantizedSoftmax final : public Step {
 public:
  explicit QuantizedSoftmax(StepReader& r)
      : from_(read_stored_type(r)), to_(read_stored_type(r)), rows_(r.size()), depth_(r.size(1)),
        least_difference_(read_int32(r)), input_(r.operand(1)), powers_(r.elements<std::int32_t>(256)),
        output_(r.sink(width_of(to_))) {
    const std::uint64_t count = StepReader::product({rows_, depth_});
    r.require(width_of(from_) == 1 && to_ != StoredType::int32, "these types have no softmax");
    r.require(input_.bytes >= count && output_.bytes / width_of(to_) >= count, "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (from_ == StoredType::int8) run_from<std::int8_t>(frame);
    else run_from<std::uint8_t>(frame);
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  template <typename From>
  void run_from(const Frame& frame) const noexcept {
    if (to_ == StoredType::int8) run_as<From, std::int8_t>(frame);
    else if (to_ == StoredType::uint8) run_as<From, std::uint8_t>(frame);
    else run_as<From, std::int16_t>(frame);
  }

  template <typename From, typename To>
  void run_as(const Frame& frame) const noexcept {
    const std::int32_t* const powers = frame.at<const std::int32_t>(powers_);
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        normalize(frame.at<const From>(input_) + row * depth_, frame.at<To>(output_) + row * depth_, powers);
      }
    });
  }

  template <typename From, typename To>
  void normalize(const From* source, To* sink, const std::int32_t* powers) const noexcept {
    const int largest = *std::max_element(source, source + depth_);
    std::uint32_t sum = 0;
    // Within the table also where a program lets the output overwrite the input.
    const auto power_of = [powers](int difference) { return powers[-difference & 255]; };
    for (std::size_t i = 0; i < depth_; i++) {
      sum += static_cast<std::uint32_t>(rounding_shift_right(power_of(source[i] - largest), 12));
    }
    const FixedReciprocal inverse = reciprocal(sum, 12);
    const int exponent = inverse.shift + 31 - static_cast<int>(8 * sizeof(To));
    const std::int64_t least = least_of(to_), most = most_of(to_);
    for (std::size_t i = 0; i < depth_; i++) {
      const int difference = source[i] - largest;
      const std::int32_t share = doubling_high_product(inverse.value, power_of(difference));
      const std::int64_t stored = std::clamp(rounding_shift_right(share, exponent) + least, least, most);
      sink[i] = static_cast<To>(difference < least_difference_ ? least : stored);
    }
  }

  StoredType from_, to_;
  std::size_t rows_, depth_;
  std::int32_t least_difference_;
  Operand input_, powers_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_softmax(StepReader& reader) { return std::make_unique<QuantizedSoftmax>(reader); }

}  // namespace halflite
