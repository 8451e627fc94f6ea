// The statistics of one value at a time, in double: right for every input, and used for the blocks that hold a value
// beyond the float16 range, an infinity, a NaN, or values whose squares float cannot hold.

#include <string.h>

#include "float16_bits.h"
#include "kernels.h"

namespace halflite {
namespace {

inline void raise(double* largest, double value) {
  if (value > *largest) *largest = value;
}

inline double double_magnitude(double value) { return value < 0 ? -value : value; }

/// Adds everything but the count.
inline void measure_value(float value, Overflow overflow, Statistics* s) {
  const int32_t magnitude = static_cast<int32_t>(bits_of(value) & 0x7fffffff);
  if (magnitude > float32_infinity_bits) {
    s->nan++;
    return;
  }
  if (magnitude == float32_infinity_bits) {
    s->infinity++;
    return;
  }
  uint16_t half = float16_bits_from_float32(value);
  if (overflow == Overflow::clamp && (half & 0x7fff) == 0x7c00) half--;
  const uint16_t half_magnitude = half & 0x7fff;
  if (magnitude > float16_max_bits) s->overflow++;
  if (magnitude != 0 && half_magnitude == 0) s->underflow++;
  if (half_magnitude != 0 && half_magnitude < 0x0400) s->subnormal++;

  const double v = value;
  const double h = float32_from_float16_bits(half);
  const double error = double_magnitude(v - h);
  raise(&s->max_abs, double_magnitude(v));
  raise(&s->max_abs_error, error);
  if (magnitude != 0) raise(&s->max_relative_error, error / double_magnitude(v));
  s->sum_squared_error += error * error;
  s->sum_squares += v * v;
  s->sum_products += v * h;
}

void measure_exactly(const char* source, size_t count, Overflow overflow, Statistics* statistics) {
  for (size_t i = 0; i < count; i++) {
    float value;
    memcpy(&value, source + 4 * i, sizeof value);
    measure_value(value, overflow, statistics);
  }
}

}  // namespace
}  // namespace halflite
