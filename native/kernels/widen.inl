// Activations as 16-bit integers with the zero point subtracted. Plain loops: the compiler makes vectors of them.

#include <string.h>

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

/// Bits of floats, ordered as the magnitudes: a NaN is above infinity.
inline int32_t magnitude_of(const float* value) {
  int32_t bits;
  memcpy(&bits, value, sizeof bits);
  return bits & 0x7fffffff;
}

void measure_range(const float* source, size_t count, float* least, float* most, bool* finite) {
  float low = 0, high = 0;
  int32_t magnitude = 0;
  for (size_t i = 0; i < count; i++) {
    low = source[i] < low ? source[i] : low;
    high = source[i] > high ? source[i] : high;
    const int32_t next = magnitude_of(source + i);
    magnitude = next > magnitude ? next : magnitude;
  }
  *least = low;
  *most = high;
  *finite = magnitude < 0x7f800000;
}

/// Rounded half away from zero; a NaN, of 0 times an infinite inverse, is 0.
inline int32_t quantized(float value, const DynamicScale& scale) {
  const float real = scale.zero_point + value * scale.inverse;
  const float number = real == real ? real : 0.0f;
  const float raised = number < scale.least ? scale.least : number;
  const float bounded = raised > 127.0f ? 127.0f : raised;
  const int32_t whole = static_cast<int32_t>(bounded);
  const float rest = bounded - static_cast<float>(whole);
  return whole + (rest >= 0.5f) - (rest <= -0.5f);
}

template <typename T>
inline void quantize_floats(const float* source, const DynamicScale& scale, int32_t added, T* sink, size_t count, size_t repeats) {
  const DynamicScale local = scale;
  if (repeats == 1) {
    for (size_t i = 0; i < count; i++) sink[i] = static_cast<T>(quantized(source[i], local) + added);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    for (size_t r = 0; r < repeats; r++) *sink++ = static_cast<T>(quantized(source[i], local) + added);
  }
}

void quantize_dynamically(const float* source, const DynamicScale& scale, int16_t* sink, size_t count, size_t repeats) {
  quantize_floats(source, scale, -static_cast<int32_t>(scale.zero_point), sink, count, repeats);
}

void quantize_to_bytes(const float* source, const DynamicScale& scale, void* sink, bool flips, size_t count, size_t repeats) {
  quantize_floats(source, scale, flips ? 128 : 0, static_cast<uint8_t*>(sink), count, repeats);
}

}  // namespace
}  // namespace halflite
