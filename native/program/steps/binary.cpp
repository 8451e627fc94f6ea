#include <algorithm>
#include <cmath>

#include "../broadcast.h"
#include "../long_rows.h"

namespace halflite {
namespace {

float floor_div(float a, float b) { return static_cast<float>(std::floor(static_cast<double>(a) / b)); }

/// The rest has the sign of the divisor.
float floor_mod(float a, float b) {
  const float rest = std::fmod(a, b);
  return rest != 0 && (b < 0) != (rest < 0) ? rest + b : rest;
}

/// A function of two float32 operands that broadcast. The result is clamped. FLOOR_DIV fails where a divisor is 0.
///
/// Operands: first, second, output. Parameters: function, range, broadcast.
class Binary final : public Step {
 public:
  explicit Binary(StepReader& r)
      : function_(static_cast<BinaryFunction>(r.integer(0, static_cast<std::int64_t>(last_binary)))),
        least_(r.number()), most_(r.number()), shape_(r), first_(r.elements<float>(shape_.reach(0))),
        second_(r.elements<float>(shape_.reach(1))), output_(r.sink_elements<float>(shape_.count())) {}

  void run(const Frame& frame) const noexcept override {
    const float *const a = frame.at<const float>(first_), *const b = frame.at<const float>(second_);
    float* const sink = frame.at<float>(output_);
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      const BinaryRows<float> rows = binary_rows(shape_, part, a, b, sink);
      if (function_ <= last_vector_binary) {
        return for_long_rows(rows, sizeof(float), [&](const BinaryRows<float>& r) { frame.kernels.binary(function_, r, least_, most_); });
      }
      if (function_ == BinaryFunction::floor_div) return apply(rows, [&](float x, float y) {
        if (y == 0) frame.fail();
        return floor_div(x, y);
      });
      if (function_ == BinaryFunction::floor_mod) return apply(rows, floor_mod);
      if (function_ == BinaryFunction::atan2) return apply(rows, [](float y, float x) { return std::atan2(y, x); });
      apply(rows, [](float x, float y) { return std::pow(x, y); });
    });
  }

 private:
  template <typename Function>
  void apply(const BinaryRows<float>& rows, Function function) const noexcept {
    for (std::size_t row = 0; row < rows.rows; row++) {
      const float *const a = rows.a + row * rows.a_row, *const b = rows.b + row * rows.b_row;
      float* const sink = rows.sink + row * rows.columns;
      for (std::size_t i = 0; i < rows.columns; i++) sink[i] = function(a[i * rows.a_column], b[i * rows.b_column]);
    }
  }

  BinaryFunction function_;
  float least_, most_;
  Broadcast<2> shape_;
  Operand first_, second_, output_;
};

}  // namespace

std::unique_ptr<Step> make_binary(StepReader& reader) { return std::make_unique<Binary>(reader); }

}  // namespace halflite
