#include <cmath>

#include "../step.h"

namespace halflite {
namespace {

/// The squares of floats do not overflow as doubles.
float magnitude(float real, float imaginary) {
  const double sum = double{real} * double{real} + double{imaginary} * double{imaginary};
  return sum == sum ? static_cast<float>(std::sqrt(sum)) : std::hypot(real, imaginary);
}
double magnitude(double real, double imaginary) { return std::hypot(real, imaginary); }

/// The magnitudes of complex numbers. An infinite part makes them infinite.
///
/// Operands: pairs (real, imaginary), output. Parameters: how many, whether they are doubles.
class ComplexAbs final : public Step {
 public:
  explicit ComplexAbs(StepReader& r)
      : count_(r.size()), is_double_(r.flag()), input_(is_double_ ? r.elements<double>(2 * std::uint64_t{count_}) : r.elements<float>(2 * std::uint64_t{count_})),
        output_(is_double_ ? r.sink_elements<double>(count_) : r.sink_elements<float>(count_)) {}

  void run(const Frame& frame) const noexcept override {
    if (is_double_) run_as<double>(frame);
    else run_as<float>(frame);
  }

 private:
  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    frame.team.parallel_for(count_, 8192, [&](std::size_t begin, std::size_t end) noexcept {
      const T* const pairs = frame.at<const T>(input_);
      T* const sink = frame.at<T>(output_);
      for (std::size_t i = begin; i < end; i++) sink[i] = magnitude(pairs[2 * i], pairs[2 * i + 1]);
    });
  }

  std::size_t count_;
  bool is_double_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_complex_abs(StepReader& reader) { return std::make_unique<ComplexAbs>(reader); }

}  // namespace halflite
