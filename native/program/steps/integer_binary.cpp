#include <algorithm>
#include <limits>
#include <type_traits>

#include "../broadcast.h"
#include "../long_rows.h"

namespace halflite {
namespace {

/// Of integers as they are stored. The numbers of functions are those of BinaryFunction, of types those of the list below.
enum class IntegerType : std::uint32_t { int8, uint8, int16, int32, int64 };

/// Sums, differences and products wrap around.
template <typename T>
T wrapped(BinaryFunction function, T a, T b) {
  using Unsigned = std::make_unsigned_t<std::common_type_t<T, std::int32_t>>;
  const auto x = static_cast<Unsigned>(a), y = static_cast<Unsigned>(b);
  if (function == BinaryFunction::add) return static_cast<T>(x + y);
  if (function == BinaryFunction::subtract) return static_cast<T>(x - y);
  if (function == BinaryFunction::multiply) return static_cast<T>(x * y);
  return static_cast<T>((x - y) * (x - y));
}

/// Whether processors know a / b. A quotient beyond the type wraps around; a divisor of 0 was refused before.
template <typename T>
bool divides(T a, T b) {
  return b != 0 && !(std::is_signed_v<T> && b == static_cast<T>(-1) && a == std::numeric_limits<T>::min());
}

bool is_division(BinaryFunction function) {
  return function == BinaryFunction::divide || function == BinaryFunction::floor_div || function == BinaryFunction::floor_mod;
}

template <typename T>
T quotient(T a, T b) {
  return divides(a, b) ? static_cast<T>(a / b) : a;
}

template <typename T>
T floor_div(T a, T b) {
  if (!divides(a, b)) return a;
  return static_cast<T>(a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0));
}

template <typename T>
T floor_mod(T a, T b) {
  if (!divides(a, b)) return 0;
  const auto rest = static_cast<T>(a % b);
  return rest != 0 && (b < 0) != (rest < 0) ? static_cast<T>(rest + b) : rest;
}

template <typename T, typename Function>
void apply(const BinaryRows<T>& rows, Function function) {
  for (std::size_t row = 0; row < rows.rows; row++) {
    const T *const a = rows.a + row * rows.a_row, *const b = rows.b + row * rows.b_row;
    T* const sink = rows.sink + row * rows.columns;
    for (std::size_t i = 0; i < rows.columns; i++) sink[i] = function(a[i * rows.a_column], b[i * rows.b_column]);
  }
}

template <typename T>
bool has_zero_divisor(const BinaryRows<T>& rows) {
  for (std::size_t row = 0; row < rows.rows; row++) {
    for (std::size_t i = 0; i < rows.columns; i++) {
      if (rows.b[row * rows.b_row + i * rows.b_column] == 0) return true;
    }
  }
  return false;
}

template <typename T>
void apply_function(BinaryFunction function, const BinaryRows<T>& rows) {
  switch (function) {
    case BinaryFunction::add: return apply(rows, [](T a, T b) { return wrapped(BinaryFunction::add, a, b); });
    case BinaryFunction::subtract: return apply(rows, [](T a, T b) { return wrapped(BinaryFunction::subtract, a, b); });
    case BinaryFunction::multiply: return apply(rows, [](T a, T b) { return wrapped(BinaryFunction::multiply, a, b); });
    case BinaryFunction::squared_difference:
      return apply(rows, [](T a, T b) { return wrapped(BinaryFunction::squared_difference, a, b); });
    case BinaryFunction::divide: return apply(rows, quotient<T>);
    case BinaryFunction::maximum: return apply(rows, [](T a, T b) { return a > b ? a : b; });
    case BinaryFunction::minimum: return apply(rows, [](T a, T b) { return a < b ? a : b; });
    case BinaryFunction::floor_div: return apply(rows, floor_div<T>);
    case BinaryFunction::floor_mod: return apply(rows, floor_mod<T>);
    case BinaryFunction::prelu: return apply(rows, [](T a, T b) { return a >= 0 ? a : wrapped(BinaryFunction::multiply, a, b); });
    default: return;
  }
}

/// A function of two operands of integers of one type that broadcast. The result is clamped to a range of small numbers, or
/// to that of the type where the range is wider. Fails where a divisor is 0.
///
/// Operands: first, second, output. Parameters: type, function, range, broadcast.
class IntegerBinary final : public Step {
 public:
  explicit IntegerBinary(StepReader& r)
      : type_(static_cast<IntegerType>(r.integer(0, 4))), function_(static_cast<BinaryFunction>(r.integer(0, 9))),
        least_(r.number()), most_(r.number()), shape_(r) {
    const std::size_t width = type_ == IntegerType::int64 ? 8 : type_ == IntegerType::int32 ? 4 : type_ == IntegerType::int16 ? 2 : 1;
    first_ = r.operand(width);
    second_ = r.operand(width);
    output_ = r.sink(width);
    r.require(first_.bytes / width >= shape_.reach(0) && second_.bytes / width >= shape_.reach(1) &&
                  output_.bytes / width >= shape_.count(),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    switch (type_) {
      case IntegerType::int8: return run_as<std::int8_t>(frame);
      case IntegerType::uint8: return run_as<std::uint8_t>(frame);
      case IntegerType::int16: return run_as<std::int16_t>(frame);
      case IntegerType::int32: return run_as<std::int32_t>(frame);
      case IntegerType::int64: return run_as<std::int64_t>(frame);
    }
  }

 private:
  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    const T *const a = frame.at<const T>(first_), *const b = frame.at<const T>(second_);
    T* const sink = frame.at<T>(output_);
    constexpr float bounds = 1000;
    const T least = least_ > -bounds && least_ < bounds ? static_cast<T>(least_) : std::numeric_limits<T>::min();
    const T most = most_ > -bounds && most_ < bounds ? static_cast<T>(most_) : std::numeric_limits<T>::max();
    const bool clamps = least != std::numeric_limits<T>::min() || most != std::numeric_limits<T>::max();
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      const BinaryRows<T> rows = binary_rows(shape_, part, a, b, sink);
      if (is_division(function_) && has_zero_divisor(rows)) return frame.fail();
      for_long_rows(rows, sizeof(T), [&](const BinaryRows<T>& r) { apply_function(function_, r); });
      if (!clamps) return;
      for (std::size_t i = 0; i < rows.rows * rows.columns; i++) rows.sink[i] = std::min(std::max(rows.sink[i], least), most);
    });
  }

  IntegerType type_;
  BinaryFunction function_;
  float least_, most_;
  Broadcast<2> shape_;
  Operand first_, second_, output_;
};

}  // namespace

std::unique_ptr<Step> make_integer_binary(StepReader& reader) { return std::make_unique<IntegerBinary>(reader); }

}  // namespace halflite
