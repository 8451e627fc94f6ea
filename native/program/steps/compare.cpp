#include <cstdint>

#include "../broadcast.h"

namespace halflite {
namespace {

enum class Comparison : std::uint32_t { equal, not_equal, less, less_equal, logical_and, logical_or };
enum class ComparedType : std::uint32_t { boolean, float32, int32, int64 };

/// Steps that are known at compile time let the compiler make vectors.
template <std::size_t a_step, std::size_t b_step, typename T, typename Function>
void apply_to_row(const T* a, const T* b, std::uint8_t* sink, std::size_t columns, Function function) {
  for (std::size_t i = 0; i < columns; i++) sink[i] = function(a[i * a_step], b[i * b_step]) ? 1 : 0;
}

template <typename T, typename Function>
void apply(const BinaryRows<T, std::uint8_t>& rows, Function function) {
  for (std::size_t row = 0; row < rows.rows; row++) {
    const T *const a = rows.a + row * rows.a_row, *const b = rows.b + row * rows.b_row;
    std::uint8_t* const sink = rows.sink + row * rows.columns;
    if (rows.a_column == 0) apply_to_row<0, 1>(a, b, sink, rows.columns, function);
    else if (rows.b_column == 0) apply_to_row<1, 0>(a, b, sink, rows.columns, function);
    else apply_to_row<1, 1>(a, b, sink, rows.columns, function);
  }
}

template <typename T>
void compare_rows(Comparison comparison, const BinaryRows<T, std::uint8_t>& rows) {
  switch (comparison) {
    case Comparison::equal: return apply(rows, [](T a, T b) { return a == b; });
    case Comparison::not_equal: return apply(rows, [](T a, T b) { return a != b; });
    case Comparison::less: return apply(rows, [](T a, T b) { return a < b; });
    case Comparison::less_equal: return apply(rows, [](T a, T b) { return a <= b; });
    case Comparison::logical_and: return apply(rows, [](T a, T b) { return a != 0 && b != 0; });
    case Comparison::logical_or: return apply(rows, [](T a, T b) { return a != 0 || b != 0; });
  }
}

/// Compares two operands of one type that broadcast, or connects booleans.
///
/// Operands: first, second, output (booleans). Parameters: type, comparison, broadcast.
class Compare final : public Step {
 public:
  explicit Compare(StepReader& r)
      : type_(static_cast<ComparedType>(r.integer(0, 3))), comparison_(static_cast<Comparison>(r.integer(0, 5))),
        shape_(r) {
    const std::size_t width = type_ == ComparedType::int64 ? 8 : type_ == ComparedType::boolean ? 1 : 4;
    first_ = r.operand(width);
    second_ = r.operand(width);
    r.require(first_.bytes / width >= shape_.reach(0) && second_.bytes / width >= shape_.reach(1),
              "an operand is too short");
    output_ = r.sink_elements<std::uint8_t>(shape_.count());
  }

  void run(const Frame& frame) const noexcept override {
    switch (type_) {
      case ComparedType::boolean: return run_as<std::uint8_t>(frame);
      case ComparedType::float32: return run_as<float>(frame);
      case ComparedType::int32: return run_as<std::int32_t>(frame);
      case ComparedType::int64: return run_as<std::int64_t>(frame);
    }
  }

 private:
  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    const T *const a = frame.at<const T>(first_), *const b = frame.at<const T>(second_);
    std::uint8_t* const sink = frame.at<std::uint8_t>(output_);
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      compare_rows<T>(comparison_, binary_rows(shape_, part, a, b, sink));
    });
  }

  ComparedType type_;
  Comparison comparison_;
  Broadcast<2> shape_;
  Operand first_, second_, output_;
};

}  // namespace

std::unique_ptr<Step> make_compare(StepReader& reader) { return std::make_unique<Compare>(reader); }

}  // namespace halflite
