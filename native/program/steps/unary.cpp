#include <algorithm>
#include <cmath>

#include "../step.h"

namespace halflite {
namespace {

/// A function of each float32 element.
///
/// Operands: input, output. Parameters: function, count, and two numbers whose meaning the function knows.
class Unary final : public Step {
 public:
  explicit Unary(StepReader& r)
      : function_(static_cast<UnaryFunction>(r.integer(0, static_cast<std::int64_t>(last_unary)))), count_(r.size()),
        first_(r.number()), second_(r.number()), input_(r.elements<float>(count_)), output_(r.sink_elements<float>(count_)) {}

  void run(const Frame& frame) const noexcept override {
    const float* const source = frame.at<const float>(input_);
    float* const sink = frame.at<float>(output_);
    frame.team.parallel_for(count_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      if (function_ != UnaryFunction::sin && function_ != UnaryFunction::cos) {
        return frame.kernels.unary(function_, source + begin, sink + begin, end - begin, first_, second_);
      }
      // What is looked at twice is in the first cache.
      for (std::size_t i = begin; i < end; i += grain / 8) turn(frame, source + i, sink + i, std::min(grain / 8, end - i));
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  /// Sines and cosines; angles beyond those that the kernel knows are of the C library.
  void turn(const Frame& frame, const float* source, float* sink, std::size_t count) const noexcept {
    frame.kernels.unary(function_, source, sink, count, 0, 0);
    float least, most;
    bool finite;
    frame.kernels.measure_range(source, count, &least, &most, &finite);
    if (finite && least >= -most_angle && most <= most_angle) return;
    for (std::size_t i = 0; i < count; i++) {
      if (std::fabs(source[i]) <= most_angle) continue;
      sink[i] = function_ == UnaryFunction::sin ? std::sin(source[i]) : std::cos(source[i]);
    }
  }

  UnaryFunction function_;
  std::size_t count_;
  float first_, second_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_unary(StepReader& reader) { return std::make_unique<Unary>(reader); }

}  // namespace halflite
