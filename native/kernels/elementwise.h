// Argument types of the kernels on elements. See kernels.h for what may be included here.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace halflite {

/// Functions of one float. The numbers are shared with src/ops/lower_unary.ts.
enum class UnaryFunction : uint32_t {
  clamp = 0,       ///< into [first, second]
  leaky_relu = 1,  ///< first * x below 0
  elu = 2,
  gelu = 3,
  gelu_by_tanh = 4,
  hard_swish = 5,
  logistic = 6,
  tanh = 7,
  abs = 8,
  neg = 9,
  sign = 10,
  exp = 11,
  log = 12,
  sqrt = 13,
  rsqrt = 14,
  square = 15,
  ceil = 16,
  floor = 17,
  round = 18,  ///< ties to even
  sin = 19,    ///< of magnitudes up to most_angle, as cos
  cos = 20,
  swish = 21,  ///< x * logistic(x) into [first, second]
};
constexpr UnaryFunction last_unary = UnaryFunction::swish;
constexpr float most_angle = 65536;

/// Functions of two numbers. The numbers are shared with src/ops/lower_binary.ts.
enum class BinaryFunction : uint32_t {
  add = 0,
  subtract = 1,
  multiply = 2,
  divide = 3,
  maximum = 4,
  minimum = 5,
  squared_difference = 6,
  prelu = 7,  ///< x where x >= 0, else x * y
  floor_div = 8,
  floor_mod = 9,
  pow = 10,
  atan2 = 11,
};
constexpr BinaryFunction last_vector_binary = BinaryFunction::prelu, last_binary = BinaryFunction::atan2;

/// Rows of elements of two operands and the dense result. A column step is 1, or 0 where one element serves a whole row.
template <typename T, typename R = T>
struct BinaryRows {
  const T *a, *b;
  size_t a_row, b_row;        ///< elements between rows
  size_t a_column, b_column;  ///< not both 0 where there are several columns
  R* sink;
  size_t rows, columns;
};

enum class Reduction : uint32_t { sum = 0, product = 1, maximum = 2, minimum = 3 };

/// Types whose extremes are looked for. The numbers are shared with src/ops.
enum class ArgType : uint32_t { float32 = 0, int32 = 1, int8 = 2, uint8 = 3 };

/// multiplier * 2^(shift - 31); the multiplier is not negative, the shift is -31 to 30.
struct FixedMultiplier {
  int32_t multiplier, shift;
};

/// One element type of a quantized tensor.
enum class StoredType : uint32_t { int8 = 0, uint8 = 1, int16 = 2, int32 = 3 };

/// A short way to the sum of two bytes, before it is clamped: (a * a_factor + b * b_factor + start) >> bits. That may be off by one where the
/// bits that are shifted out are below `unsure`. No bits where there is no such way.
struct SumEstimate {
  int32_t a_factor, b_factor, start;
  int bits;
  int32_t unsure;
};

/// How the sum of two quantized numbers comes about: ((a - a_zero) << left_shift) * a_factor + the same of b, times `factor`.
struct QuantizedSum {
  int32_t a_zero, b_zero, zero;
  FixedMultiplier a_factor, b_factor, factor;
  int left_shift;
  bool subtracts;
  int32_t least, most;
  SumEstimate estimate;
};

/// (a - a_zero) * (b - b_zero) * factor + zero
struct QuantizedProduct {
  int32_t a_zero, b_zero, zero;
  FixedMultiplier factor;
  int32_t least, most;
};

/// (x - from_zero) * factor + to_zero, with another factor for what lies below from_zero.
struct Rescaling {
  int32_t from_zero, to_zero;
  FixedMultiplier factor, factor_below;
  int32_t least, most;
};

}  // namespace halflite
