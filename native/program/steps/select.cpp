#include <cstdint>

#include "../broadcast.h"

namespace halflite {
namespace {

/// Elements of one operand where a condition is true, of another where it is not; the three broadcast.
///
/// Operands: condition (booleans), yes, no, output. Parameters: bytes of an element (1, 2, 4 or 8), broadcast.
class Select final : public Step {
 public:
  explicit Select(StepReader& r) : width_(static_cast<std::size_t>(r.integer(1, 8))), shape_(r) {
    r.require((width_ & (width_ - 1)) == 0, "an element has no bytes to choose");
    condition_ = r.elements<std::uint8_t>(shape_.reach(0));
    yes_ = r.operand(width_);
    no_ = r.operand(width_);
    output_ = r.sink(width_);
    r.require(yes_.bytes / width_ >= shape_.reach(1) && no_.bytes / width_ >= shape_.reach(2) &&
                  output_.bytes / width_ >= shape_.count(),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (width_ == 1) run_as<std::uint8_t>(frame);
    else if (width_ == 2) run_as<std::uint16_t>(frame);
    else if (width_ == 4) run_as<std::uint32_t>(frame);
    else run_as<std::uint64_t>(frame);
  }

 private:
  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    const std::uint8_t* const conditions = frame.at<const std::uint8_t>(condition_);
    const T *const yes = frame.at<const T>(yes_), *const no = frame.at<const T>(no_);
    T* const output = frame.at<T>(output_);
    const std::size_t c = shape_.column_stride(0), y = shape_.column_stride(1), n = shape_.column_stride(2);
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<3>::Part& part) noexcept {
      T* sink = output + part.result;
      for (std::size_t row = 0; row < part.rows; row++, sink += part.columns) {
        const std::uint8_t* const condition = conditions + part.at[0] + row * shape_.row_stride(0);
        const T* const if_true = yes + part.at[1] + row * shape_.row_stride(1);
        const T* const if_false = no + part.at[2] + row * shape_.row_stride(2);
        for (std::size_t i = 0; i < part.columns; i++) sink[i] = condition[i * c] ? if_true[i * y] : if_false[i * n];
      }
    });
  }

  std::size_t width_;
  Broadcast<3> shape_;
  Operand condition_, yes_, no_, output_;
};

}  // namespace

std::unique_ptr<Step> make_select(StepReader& reader) { return std::make_unique<Select>(reader); }

}  // namespace halflite
