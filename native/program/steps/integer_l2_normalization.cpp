#include <algorithm>
#include <cstdint>

#include "../fixed_point.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// Rows of int8 or uint8 divided by their lengths; results are in 1/128, around 0 or 128.
///
/// Operands: input, output. Parameters: type, rows, depth, the input's zero point.
class IntegerL2Normalization final : public Step {
 public:
  explicit IntegerL2Normalization(StepReader& r)
      : type_(static_cast<StoredType>(r.integer(0, 1))), rows_(r.size()), depth_(r.size(1)), zero_(read_int32(r, -255, 255)),
        input_(r.elements<std::uint8_t>(StepReader::product({rows_, depth_}))),
        output_(r.sink_elements<std::uint8_t>(StepReader::product({rows_, depth_}))) {}

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        if (type_ == StoredType::int8) normalize<std::int8_t>(frame, row, {1, 7, 0});
        else normalize<std::uint8_t>(frame, row, {128, 0, 128});
      }
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  /// The factor 128 is applied to elements, or by a shift of results.
  struct Form {
    std::int32_t factor;
    int shift;
    std::int32_t zero;
  };

  template <typename T>
  void normalize(const Frame& frame, std::size_t row, const Form& form) const noexcept {
    const T* const source = frame.at<const T>(input_) + row * depth_;
    T* const sink = frame.at<T>(output_) + row * depth_;
    std::int64_t squares = 0;
    for (std::size_t i = 0; i < depth_; i++) squares += (source[i] - zero_) * (source[i] - zero_);
    // Sums wrap around at 32 bits.
    FixedMultiplier inverse = inverse_square_root(static_cast<std::int32_t>(squares));
    inverse.shift += form.shift;
    for (std::size_t i = 0; i < depth_; i++) {
      const std::int64_t value = multiply_fixed(form.factor * (source[i] - zero_), inverse);
      sink[i] = static_cast<T>(std::clamp(value + form.zero, least_of(type_), most_of(type_)));
    }
  }

  StoredType type_;
  std::size_t rows_, depth_;
  std::int32_t zero_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_integer_l2_normalization(StepReader& reader) { return std::make_unique<IntegerL2Normalization>(reader); }

}  // namespace halflite
