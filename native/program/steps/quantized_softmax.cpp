#include <algorithm>
#include <cstdint>

#include "../byte_rows.h"
#include "../fixed_point.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// Softmax of int8 or uint8 rows, exact.
///
/// Operands: input, powers (int32: e to the power of the differences 0, -1, ... -255 of stored values, in Q0.31, 0 where they are
/// negligible), output. Parameters: input type, output type, rows, depth.
class QuantizedSoftmax final : public Step {
 public:
  explicit QuantizedSoftmax(StepReader& r)
      : from_(read_stored_type(r)), to_(read_stored_type(r)), rows_(r.size()), depth_(r.size(1)),
        input_(r.operand(1)), powers_(r.elements<std::int32_t>(256)),
        output_(r.sink(width_of(to_))) {
    const std::uint64_t count = StepReader::product({rows_, depth_});
    r.require(width_of(from_) == 1 && to_ != StoredType::int32, "these types have no softmax");
    r.require(input_.bytes >= count && output_.bytes / width_of(to_) >= count, "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const std::int32_t* const powers = frame.at<const std::int32_t>(powers_);
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      const DistanceTable table([&](int distance) { return powers[distance]; });
      for (std::size_t row = begin; row < end; row++) normalize(frame, row, table);
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  void normalize(const Frame& frame, std::size_t number, const DistanceTable& powers) const noexcept {
    const ByteRow row(frame, from_, frame.at<const std::uint8_t>(input_) + number * depth_, depth_);
    const FixedReciprocal inverse = reciprocal(row.sum_of_powers(powers), 12);
    const std::size_t width = width_of(to_);
    const int exponent = inverse.shift + 31 - static_cast<int>(8 * width);
    // A shift of 32 bits or more leaves nothing.
    const FixedMultiplier share = exponent > 31 ? FixedMultiplier{0, 0} : FixedMultiplier{inverse.value, -std::max(exponent, 0)};
    const auto least = static_cast<std::int32_t>(least_of(to_)), most = static_cast<std::int32_t>(most_of(to_));
    row.rescale(frame, powers, {0, least, share, share, least, most}, to_, frame.at<char>(output_) + number * depth_ * width);
  }

  StoredType from_, to_;
  std::size_t rows_, depth_;
  Operand input_, powers_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_softmax(StepReader& reader) { return std::make_unique<QuantizedSoftmax>(reader); }

}  // namespace halflite
