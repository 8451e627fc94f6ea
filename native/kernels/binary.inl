// Functions of two float32 operands that broadcast, written once over the vector contract.

#include "kernels.h"

namespace halflite {
namespace {

/// `function` takes two vectors. Steps of 0 are known at compile time: their element is loaded once for a row.
template <bool a_repeats, bool b_repeats, typename Function>
void binary_rows(const BinaryRows<float>& rows, Function function) {
  const size_t columns = rows.columns;
  const float *a = rows.a, *b = rows.b;
  float* sink = rows.sink;
  for (size_t row = 0; row < rows.rows; row++, a += rows.a_row, b += rows.b_row, sink += columns) {
    const Floats every_a = repeat(*a), every_b = repeat(*b);
    size_t i = 0;
    for (; i + lanes <= columns; i += lanes) {
      store(sink + i, function(a_repeats ? every_a : load(a + i), b_repeats ? every_b : load(b + i)));
    }
    if (lanes == 1 || i == columns) continue;
    const size_t left = columns - i;
    const Floats last_a = a_repeats ? every_a : load_some(a + i, left);
    const Floats last_b = b_repeats ? every_b : load_some(b + i, left);
    store_some(sink + i, function(last_a, last_b), left);
  }
}

template <typename Function>
void binary_any_rows(const BinaryRows<float>& rows, Function function) {
  if (rows.a_column == 0) return binary_rows<true, false>(rows, function);
  if (rows.b_column == 0) return binary_rows<false, true>(rows, function);
  binary_rows<false, false>(rows, function);
}

void binary(BinaryFunction function, const BinaryRows<float>& rows, float least, float most) {
  const Floats low = repeat(least), high = repeat(most);
  const auto map = [&](auto apply) {
    binary_any_rows(rows, [=](Floats a, Floats b) { return clamp(apply(a, b), low, high); });
  };
  switch (function) {
    case BinaryFunction::add: return map([](Floats a, Floats b) { return add(a, b); });
    case BinaryFunction::subtract: return map([](Floats a, Floats b) { return subtract(a, b); });
    case BinaryFunction::multiply: return map([](Floats a, Floats b) { return multiply(a, b); });
    case BinaryFunction::divide: return map([](Floats a, Floats b) { return divide(a, b); });
    case BinaryFunction::maximum: return map([](Floats a, Floats b) { return choose(below(b, a), a, b); });
    case BinaryFunction::minimum: return map([](Floats a, Floats b) { return choose(below(a, b), a, b); });
    case BinaryFunction::squared_difference: return map([](Floats a, Floats b) {
      const Floats d = subtract(a, b);
      return multiply(d, d);
    });
    case BinaryFunction::prelu: return map([](Floats a, Floats b) {
      return choose(below(a, repeat(0.0f)), multiply(a, b), a);
    });
    case BinaryFunction::floor_div:
    case BinaryFunction::floor_mod:
    case BinaryFunction::pow:
    case BinaryFunction::atan2: return;  // not of vectors
  }
}

}  // namespace
}  // namespace halflite
