// Functions of two operands, reductions and normalizations against plain loops, for every target.

#include <algorithm>
#include <cmath>

#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

float expected(BinaryFunction function, float a, float b) {
  switch (function) {
    case BinaryFunction::add: return a + b;
    case BinaryFunction::subtract: return a - b;
    case BinaryFunction::multiply: return a * b;
    case BinaryFunction::divide: return a / b;
    case BinaryFunction::maximum: return a > b ? a : b;
    case BinaryFunction::minimum: return a < b ? a : b;
    case BinaryFunction::squared_difference: return (a - b) * (a - b);
    default: return a >= 0 ? a : a * b;
  }
}

/// One shape with one way to repeat the operands.
void check_binary(const Target& target, Random& random, std::size_t rows, std::size_t columns, bool a_repeats, bool b_repeats) {
  const std::size_t a_column = a_repeats ? 0 : 1, b_column = b_repeats ? 0 : 1;
  const std::vector<float> a = weights(random, rows * columns + 1, 2), b = weights(random, columns + 1, 2);
  for (int f = 0; f <= static_cast<int>(last_vector_binary); f++) {
    const auto function = static_cast<BinaryFunction>(f);
    GuardedBuffer result(4 * rows * columns, 4);
    auto* const sink = reinterpret_cast<float*>(result.data());
    const BinaryRows<float> work{a.data(), b.data(), columns, 0, a_column, b_column, sink, rows, columns};
    target.kernels->binary(function, work, -1.5f, 3.5f);
    for (std::size_t i = 0; i < rows * columns; i++) {
      const float x = a[i / columns * columns + i % columns * a_column], y = b[i % columns * b_column];
      const float want = std::fmin(3.5f, std::fmax(-1.5f, expected(function, x, y)));
      CHECK(sink[i] == want, "function %d on %s, %zu x %zu: %g instead of %g", f, target.name, rows, columns,
            static_cast<double>(sink[i]), static_cast<double>(want));
    }
    CHECK(result.guards_intact(), "function %d on %s wrote outside", f, target.name);
  }
}

double reduced(Reduction function, const float* first, std::size_t count, std::size_t stride) {
  double result = function == Reduction::sum ? 0 : function == Reduction::product ? 1 : static_cast<double>(*first);
  for (std::size_t i = 0; i < count; i++) {
    const double x = first[i * stride];
    if (function == Reduction::sum) result += x;
    else if (function == Reduction::product) result *= x;
    else result = function == Reduction::maximum ? std::max(result, x) : std::min(result, x);
  }
  return result;
}

void check_reductions(const Target& target, const std::vector<float>& values, std::size_t rows, std::size_t columns) {
  for (int f = 0; f <= static_cast<int>(Reduction::minimum); f++) {
    const auto function = static_cast<Reduction>(f);
    const float divisor = function == Reduction::sum ? 4.0f : 1.0f;
    const float initial = function == Reduction::maximum ? -3e38f : 3e38f;
    GuardedBuffer by_row(4 * rows, 0), by_column(4 * columns, 4);
    auto* const of_rows = reinterpret_cast<float*>(by_row.data());
    auto* const of_columns = reinterpret_cast<float*>(by_column.data());
    target.kernels->reduce_rows(function, values.data(), of_rows, rows, columns, initial, divisor);
    target.kernels->reduce_columns(function, values.data(), of_columns, rows, columns, columns, initial, divisor);
    const auto is_close = [&](float result, double want, std::size_t count) {
      return std::fabs(result - want / divisor) <= 1e-7 * std::sqrt(static_cast<double>(count)) * std::fmax(1, std::fabs(want));
    };
    for (std::size_t r = 0; r < rows; r++) {
      CHECK(is_close(of_rows[r], reduced(function, &values[r * columns], columns, 1), columns),
            "rows, reduction %d on %s, %zu x %zu", f, target.name, rows, columns);
    }
    for (std::size_t c = 0; c < columns; c++) {
      CHECK(is_close(of_columns[c], reduced(function, &values[c], rows, columns), rows),
            "columns, reduction %d on %s, %zu x %zu", f, target.name, rows, columns);
    }
    CHECK(by_row.guards_intact() && by_column.guards_intact(), "reduction %d on %s wrote outside", f, target.name);
  }
}

/// Few different numbers, so that there are equals; among floats also NaNs.
template <typename T>
void check_arg_extreme(const Target& target, Random& random, ArgType type, std::size_t count, std::size_t depth) {
  std::vector<T> values(count * depth);
  for (T& value : values) value = static_cast<T>(static_cast<int>(random() % 50) - (std::is_unsigned_v<T> ? 0 : 25));
  if constexpr (std::is_same_v<T, float>) {
    for (float& value : values) value = random() % 40 == 0 ? NAN : value * 0.0f == value ? -0.0f : value;
  }
  std::vector<std::int32_t> found(count);
  for (const std::size_t stride : {std::size_t{1}, count}) {
    for (const bool largest : {false, true}) {
      target.kernels->arg_extreme(type, largest, values.data(), found.data(), count, depth, stride);
      for (std::size_t i = 0; i < count; i++) {
        const T* const first = &values[stride == 1 ? i * depth : i];
        std::size_t best = 0;
        for (std::size_t k = 1; k < depth; k++) {
          if (largest ? first[k * stride] > first[best * stride] : first[k * stride] < first[best * stride]) best = k;
        }
        CHECK(found[i] == static_cast<std::int32_t>(best), "extreme of type %d on %s, %zu of %zu, depth %zu", static_cast<int>(type), target.name, i, count, depth);
      }
    }
  }
}

void check_softmax(const Target& target, const std::vector<float>& values, std::size_t rows, std::size_t depth) {
  const std::size_t count = rows * depth;
  GuardedBuffer shares(4 * count, 4), logarithms(4 * count, 0), directions(4 * count, 0);
  auto* const share = reinterpret_cast<float*>(shares.data());
  auto* const logarithm = reinterpret_cast<float*>(logarithms.data());
  auto* const direction = reinterpret_cast<float*>(directions.data());
  target.kernels->softmax(values.data(), share, rows, depth, 1.5f);
  target.kernels->log_softmax(values.data(), logarithm, rows, depth);
  target.kernels->l2_normalize(values.data(), direction, rows, depth);
  for (std::size_t r = 0; r < rows; r++) {
    const float* const row = &values[r * depth];
    double sum = 0, plain = 0, squares = 0;
    for (std::size_t i = 0; i < depth; i++) {
      sum += std::exp(1.5 * row[i]);
      plain += std::exp(static_cast<double>(row[i]));
      squares += static_cast<double>(row[i]) * row[i];
    }
    for (std::size_t i = r * depth; i < (r + 1) * depth; i++) {
      const double x = values[i], want = std::exp(1.5 * x) / sum;
      CHECK(std::fabs(share[i] - want) <= 2e-6 * want, "softmax on %s, depth %zu", target.name, depth);
      CHECK(std::fabs(logarithm[i] - (x - std::log(plain))) <= 4e-6, "log_softmax on %s, depth %zu", target.name, depth);
      CHECK(std::fabs(direction[i] - x / std::sqrt(squares)) <= 5e-7, "l2_normalize on %s, depth %zu", target.name, depth);
    }
  }
  CHECK(shares.guards_intact() && logarithms.guards_intact() && directions.guards_intact(), "%s wrote outside", target.name);
}

}  // namespace

void test_binary() {
  Random random(9);
  for (const Target* target : runnable_targets()) {
    for (std::size_t columns = 1; columns <= 50; columns += columns < 35 ? 1 : 5) {
      check_binary(*target, random, 3, columns, false, false);
      check_binary(*target, random, 3, columns, true, false);
      check_binary(*target, random, 3, columns, false, true);
    }
  }
}

void test_reductions() {
  Random random(10);
  const std::vector<float> values = weights(random, 500 * 70, 1);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t rows : {1, 2, 63, 64, 65, 500}) {
      for (const std::size_t columns : {1, 2, 7, 16, 17, 31, 64, 70}) check_reductions(*target, values, rows, columns);
    }
    check_reductions(*target, values, 7, 5000);
  }
}

void test_extremes() {
  Random random(21);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t count : {1, 2, 7, 8, 16, 17, 37}) {
      for (const std::size_t depth : {1, 2, 7, 8, 15, 16, 17, 50, 300}) {
        check_arg_extreme<float>(*target, random, ArgType::float32, count, depth);
        check_arg_extreme<std::int32_t>(*target, random, ArgType::int32, count, depth);
        check_arg_extreme<std::int8_t>(*target, random, ArgType::int8, count, depth);
        check_arg_extreme<std::uint8_t>(*target, random, ArgType::uint8, count, depth);
      }
    }
  }
}

void test_normalizations() {
  Random random(11);
  const std::vector<float> values = weights(random, 5 * 3000, 2);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t depth : {1, 2, 3, 8, 15, 16, 17, 33, 100, 3000}) check_softmax(*target, values, 5, depth);
  }
}

}  // namespace halflite::test
