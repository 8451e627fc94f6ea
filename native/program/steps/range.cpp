#include <cstdint>

#include "../step.h"

namespace halflite {
namespace {

enum class RangeType : std::uint32_t { float32, int32, int64 };

/// Numbers from a start on, each the one before plus a step: float32 is rounded every time, integers wrap around.
///
/// Operands: start, step, output. Parameters: type, count.
class Range final : public Step {
 public:
  explicit Range(StepReader& r) : type_(static_cast<RangeType>(r.integer(0, 2))), count_(r.size()) {
    const std::size_t width = type_ == RangeType::int64 ? 8 : 4;
    start_ = r.operand(width);
    step_ = r.operand(width);
    output_ = r.sink(width);
    r.require(start_.bytes >= width && step_.bytes >= width && output_.bytes / width >= count_, "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    switch (type_) {
      case RangeType::float32: return run_as<float>(frame);
      case RangeType::int32: return run_as<std::uint32_t>(frame);
      case RangeType::int64: return run_as<std::uint64_t>(frame);
    }
  }

 private:
  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    T value = *frame.at<const T>(start_);
    const T step = *frame.at<const T>(step_);
    T* const sink = frame.at<T>(output_);
    for (std::size_t i = 0; i < count_; i++) {
      sink[i] = value;
      value += step;
    }
  }

  RangeType type_;
  std::size_t count_;
  Operand start_, step_, output_;
};

}  // namespace

std::unique_ptr<Step> make_range(StepReader& reader) { return std::make_unique<Range>(reader); }

}  // namespace halflite
