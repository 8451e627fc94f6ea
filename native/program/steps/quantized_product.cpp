#include "../broadcast.h"
#include "../byte_function.h"
#include "../long_rows.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// Products of quantized operands of one type that broadcast.
///
/// Operands: first, second, output. Parameters: stored type, the three zeros, the factor, the range, the broadcast.
class QuantizedProductStep final : public Step {
 public:
  explicit QuantizedProductStep(StepReader& r)
      : type_(read_stored_type(r)), product_(read_product(r)), shape_(r) {
    const std::size_t width = width_of(type_);
    first_ = r.operand(width);
    second_ = r.operand(width);
    output_ = r.sink(width);
    r.require(first_.bytes / width >= shape_.reach(0) && second_.bytes / width >= shape_.reach(1) &&
                  output_.bytes / width >= shape_.count(),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      const BinaryRows<void> rows = stored_rows(shape_, part, width_of(type_), frame.at<const char>(first_),
                                                frame.at<const char>(second_), frame.at<char>(output_));
      const auto run_rows = [&](const BinaryRows<void>& r) { frame.kernels.quantized_product(type_, r, product_); };
      if (width_of(type_) == 1 && rows.rows == 1) for_rows_of_bytes(frame.kernels, rows, run_rows);
      else for_long_rows(rows, width_of(type_), run_rows);
    });
  }

 private:
  static QuantizedProduct read_product(StepReader& r) {
    QuantizedProduct product{};
    product.a_zero = read_int32(r);
    product.b_zero = read_int32(r);
    product.zero = read_int32(r);
    product.factor = read_multiplier(r);
    product.least = read_int32(r);
    product.most = read_int32(r);
    return product;
  }

  StoredType type_;
  QuantizedProduct product_;
  Broadcast<2> shape_;
  Operand first_, second_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantized_product(StepReader& reader) {
  return std::make_unique<QuantizedProductStep>(reader);
}

}  // namespace halflite
