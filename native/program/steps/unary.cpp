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
      if (function_ <= last_vector_unary) {
        frame.kernels.unary(function_, source + begin, sink + begin, end - begin, first_, second_);
      } else {
        for (std::size_t i = begin; i < end; i++) sink[i] = of_library(source[i]);
      }
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  float of_library(float x) const noexcept { return function_ == UnaryFunction::sin ? std::sin(x) : std::cos(x); }

  UnaryFunction function_;
  std::size_t count_;
  float first_, second_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_unary(StepReader& reader) { return std::make_unique<Unary>(reader); }

}  // namespace halflite
