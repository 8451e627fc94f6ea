#include <cmath>

#include "../step.h"

namespace halflite {
namespace {

/// float32 rounded to multiples of a scale above the least number of a range.
///
/// Operands: input, output. Parameters: count, scale, its inverse, range.
class FakeQuant final : public Step {
 public:
  explicit FakeQuant(StepReader& r)
      : count_(r.size()), scale_(r.number()), inverse_(r.number()), low_(r.number()), high_(r.number()), input_(r.elements<float>(count_)),
        output_(r.sink_elements<float>(count_)) {}

  void run(const Frame& frame) const noexcept override {
    const float* const source = frame.at<const float>(input_);
    float* const sink = frame.at<float>(output_);
    frame.team.parallel_for(count_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const float shifted = clamped(source[i]) - low_;
        sink[i] = std::round(shifted * inverse_) * scale_ + low_;
      }
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  /// NaN stays what it is.
  float clamped(float x) const noexcept { return x < low_ ? low_ : x > high_ ? high_ : x; }

  std::size_t count_;
  float scale_, inverse_, low_, high_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_fake_quant(StepReader& reader) { return std::make_unique<FakeQuant>(reader); }

}  // namespace halflite
