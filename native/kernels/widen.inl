// Activations as integers kernels read them: 16 bits with the zero point subtracted, or bytes. Where loops are plain, the compiler
// makes vectors of them.

#include "kernels.h"

namespace halflite {
namespace {

template <typename T>
inline void widen_from(const T* source, int32_t zero, int16_t* sink, size_t count, size_t repeats) {
  if (repeats == 1) {
    for (size_t i = 0; i < count; i++) sink[i] = static_cast<int16_t>(source[i] - zero);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t r = 0; r < repeats; r++) *sink++ = static_cast<int16_t>(source[i] - zero);
  }
}

void widen(const void* source, StoredType kind, int32_t zero, int16_t* sink, size_t count, size_t repeats) {
  switch (kind) {
    case StoredType::int8: return widen_from(static_cast<const int8_t*>(source), zero, sink, count, repeats);
    case StoredType::uint8: return widen_from(static_cast<const uint8_t*>(source), zero, sink, count, repeats);
    default: return widen_from(static_cast<const int16_t*>(source), zero, sink, count, repeats);
  }
}

void copy_bytes(const void* source, void* sink, bool flips, size_t count, size_t repeats) {
  const uint8_t* const from = static_cast<const uint8_t*>(source);
  uint8_t* to = static_cast<uint8_t*>(sink);
  const uint8_t flipped = flips ? 0x80 : 0;
  if (repeats == 1) {
    for (size_t i = 0; i < count; i++) to[i] = from[i] ^ flipped;
    return;
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t r = 0; r < repeats; r++) *to++ = from[i] ^ flipped;
  }
}

/// Several vectors at once, so that no comparison waits for the one before.
void measure_range(const float* source, size_t count, float* least, float* most, bool* finite) {
  constexpr size_t at_once = 4;
  Floats low[at_once], high[at_once];
  Bits magnitudes[at_once];
  for (size_t v = 0; v < at_once; v++) {
    low[v] = high[v] = repeat(0.0f);
    magnitudes[v] = repeat(0);
  }
  const auto measure = [&](size_t v, Floats value) {
    low[v] = smaller(value, low[v]);
    high[v] = larger(value, high[v]);
    magnitudes[v] = larger(magnitudes[v], magnitude_bits(value));
  };
  size_t i = 0;
  for (; i + at_once * lanes <= count; i += at_once * lanes) {
    for (size_t v = 0; v < at_once; v++) measure(v, load(source + i + v * lanes));
  }
  for (; i + lanes <= count; i += lanes) measure(0, load(source + i));
  if (i < count) measure(0, load_some(source + i, count - i));
  for (size_t v = 1; v < at_once; v++) {
    low[0] = smaller(low[v], low[0]);
    high[0] = larger(high[v], high[0]);
    magnitudes[0] = larger(magnitudes[v], magnitudes[0]);
  }
  float lows[lanes], highs[lanes];
  store(lows, low[0]);
  store(highs, high[0]);
#pragma GCC unroll 4
  for (int half = lanes / 2; half > 0; half /= 2) {
#pragma GCC unroll 16
    for (int l = 0; l < half; l++) {
      lows[l] = lows[l + half] < lows[l] ? lows[l + half] : lows[l];
      highs[l] = highs[l + half] > highs[l] ? highs[l + half] : highs[l];
    }
  }
  *least = lows[0];
  *most = highs[0];
  // The bits of floats are ordered as their magnitudes, a NaN above infinity.
  *finite = !any_above(magnitudes[0], 0x7f7fffff);
}

/// Rounded half away from zero; a NaN, of 0 times an infinite inverse, is 0.
inline Bits quantized(Floats value, const DynamicScale& scale) {
  const Floats real = add(repeat(scale.zero_point), multiply(value, repeat(scale.inverse)));
  const Bits is_number = minus_one_above(repeat(0x7f800001), magnitude_bits(real));
  const Floats bounded = clamp(as_floats(both(as_bits(real), is_number)), repeat(scale.least), repeat(127.0f));
  const Bits whole = truncate(bounded);
  const Floats rest = subtract(bounded, to_floats(whole));
  return add(whole, truncate(add(rest, rest)));
}

template <typename T>
inline void quantize_floats(const float* source, const DynamicScale& scale, int32_t added, T* sink, size_t count, size_t repeats) {
  const DynamicScale local = scale;
  for (size_t i = 0; i < count; i += lanes) {
    const size_t some = count - i < lanes ? count - i : lanes;
    const Floats value = some == lanes ? load(source + i) : load_some(source + i, some);
    const Bits whole = add(quantized(value, local), repeat(added));
    if (repeats == 1 && some == lanes) {
      store_integers(sink + i, whole);
      continue;
    }
    T integers[lanes];
    store_integers(integers, whole);
    for (size_t l = 0; l < some * repeats; l++) sink[i * repeats + l] = integers[l / repeats];
  }
}

void quantize_dynamically(const float* source, const DynamicScale& scale, int16_t* sink, size_t count, size_t repeats) {
  quantize_floats(source, scale, -static_cast<int32_t>(scale.zero_point), sink, count, repeats);
}

void quantize_to_bytes(const float* source, const DynamicScale& scale, void* sink, bool flips, size_t count, size_t repeats) {
  if (flips) quantize_floats(source, scale, 128, static_cast<uint8_t*>(sink), count, repeats);
  else quantize_floats(source, scale, 0, static_cast<int8_t*>(sink), count, repeats);
}

}  // namespace
}  // namespace halflite
