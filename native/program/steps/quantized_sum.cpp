#include "../broadcast.h"
#include "../byte_function.h"
#include "../long_rows.h"
#include "../stored_type.h"
#include "../sum_estimate.h"

namespace halflite {
namespace {

/// Sums or differences of quantized operands of one type that broadcast.
///
/// Operands: first, second, output. Parameters: stored type, whether the second is subtracted, the three zeros, the factors of
/// both operands and of the result, the left shift of the operands, the range, the broadcast.
class QuantizedSumStep final : public Step {
 public:
  explicit QuantizedSumStep(StepReader& r) : type_(read_stored_type(r)), sum_(read_sum(r)), shape_(r) {
    const std::size_t width = width_of(type_);
    first_ = r.operand(width);
    second_ = r.operand(width);
    output_ = r.sink(width);
    r.require(first_.bytes / width >= shape_.reach(0) && second_.bytes / width >= shape_.reach(1) &&
                  output_.bytes / width >= shape_.count(),
              "an operand is too short");
    sum_.estimate = sum_estimate(type_, sum_);
  }

  void run(const Frame& frame) const noexcept override {
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      const BinaryRows<void> rows = stored_rows(shape_, part, width_of(type_), frame.at<const char>(first_),
                                                frame.at<const char>(second_), frame.at<char>(output_));
      const auto run_rows = [&](const BinaryRows<void>& r) { frame.kernels.quantized_sum(type_, r, sum_); };
      if (width_of(type_) == 1 && rows.rows == 1) for_rows_of_bytes(frame.kernels, rows, run_rows);
      else for_long_rows(rows, width_of(type_), run_rows);
    });
  }

 private:
  static QuantizedSum read_sum(StepReader& r) {
    QuantizedSum sum{};
    sum.subtracts = r.flag();
    sum.a_zero = read_int32(r);
    sum.b_zero = read_int32(r);
    sum.zero = read_int32(r);
    sum.a_factor = read_multiplier(r);
    sum.b_factor = read_multiplier(r);
    sum.factor = read_multiplier(r);
    sum.left_shift = read_int32(r, 0, 31);
    sum.least = read_int32(r);
    sum.most = read_int32(r);
    return sum;
  }

  StoredType type_;
  QuantizedSum sum_;
  Broadcast<2> shape_;
  Operand first_, second_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_sum(StepReader& reader) { return std::make_unique<QuantizedSumStep>(reader); }

}  // namespace halflite
