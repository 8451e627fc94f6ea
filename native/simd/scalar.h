// The vector contract in portable C++: vectors of one lane. See avx2.h for the meaning of each function.
#pragma once

#include <stdint.h>
#include <string.h>

#include "../kernels/float16_bits.h"
#include "../kernels/kernels.h"

#if defined(HALFLITE_X64)
#include <emmintrin.h>
#elif defined(HALFLITE_ARM64)
#include <arm_neon.h>
#endif

namespace halflite {
namespace {

constexpr int lanes = 1;
typedef float Floats;
typedef int32_t Bits;
typedef uint16_t Halves;
typedef double SumLane;  // one lane sees every value of a block, too many for a float accumulator
typedef double Sums;

inline Floats load(const void* source) {
  Floats value;
  memcpy(&value, source, sizeof value);
  return value;
}
inline Halves load_halves(const void* source) {
  Halves value;
  memcpy(&value, source, sizeof value);
  return value;
}
inline Halves load_some_halves(const uint16_t* source, size_t count) { return count ? *source : Halves{0}; }
template <typename T>
inline void store(void* sink, T value) {
  memcpy(sink, &value, sizeof value);
}
template <typename T>
inline void stream(void* sink, T value) {
  store(sink, value);
}
inline void finish_streaming() {}
inline void prefetch(uintptr_t) {}
inline void prefetch_outer(uintptr_t) {}

inline Floats repeat(float value) { return value; }
inline Bits repeat(int32_t value) { return value; }

inline Halves to_float16(Floats value) { return float16_bits_from_float32(value); }
inline Floats to_float32(Halves value) { return float32_from_float16_bits(value); }

inline Floats clamp_to_float16(Floats value) {
  const int32_t sign = static_cast<int32_t>(bits_of(value) & 0x80000000);
  const int32_t magnitude = static_cast<int32_t>(bits_of(value) & 0x7fffffff);
  const bool beyond = (magnitude > float16_max_bits) & (magnitude <= float32_infinity_bits);
  return float_of(static_cast<uint32_t>(sign | select(beyond, float16_max_bits, magnitude)));
}

inline Bits magnitude_bits(Floats value) { return static_cast<Bits>(bits_of(value) & 0x7fffffff); }
inline Floats as_floats(Bits bits) { return float_of(static_cast<uint32_t>(bits)); }
inline Bits as_bits(Floats floats) { return static_cast<Bits>(bits_of(floats)); }
inline Floats difference(Floats a, Floats b) { return a - b; }
inline Floats larger(Floats a, Floats b) { return a > b ? a : b; }
inline Bits larger(Bits a, Bits b) { return a > b ? a : b; }
inline Bits smaller(Bits a, Bits b) { return a < b ? a : b; }
inline Floats larger_quotient(Floats best, Floats numerator, Floats denominator) {
  return larger(numerator / denominator, best);
}
inline Sums add_product(Sums sum, Floats a, Floats b) { return sum + static_cast<double>(a) * b; }
inline Floats minus_product(Floats a, Floats b, Floats c) {
  return static_cast<float>(a - static_cast<double>(b) * c);
}
inline Bits count_below(Bits counts, Bits values, int32_t limit) { return counts + (values < limit); }
inline bool any_above(Bits values, int32_t limit) { return values > limit; }
inline bool any_below(Bits values, int32_t limit) { return values < limit; }
inline bool any_lost(Sums sums, Floats largest, float limit) { return sums < limit && largest > 0; }

// Arithmetic of inference. The product of multiply_add is rounded too: a fused one in software would be slow.

constexpr int vector_registers = 16;
constexpr int gemm_row_count = 4;
constexpr int gemm_columns = 4;
constexpr int dense_rows = 4;
constexpr int dense_sums = 4;
constexpr int dense_units = 4;
constexpr uintptr_t dense_ahead = 2048;

inline Floats add(Floats a, Floats b) { return a + b; }
inline Floats subtract(Floats a, Floats b) { return a - b; }
inline Floats multiply(Floats a, Floats b) { return a * b; }
inline Floats divide(Floats a, Floats b) { return a / b; }
inline Floats multiply_add(Floats a, Floats b, Floats c) { return a * b + c; }
inline float horizontal_sum(Floats value) { return value; }
inline void transpose(Floats (&)[lanes]) {}
inline Floats smaller(Floats a, Floats b) { return a < b ? a : b; }
inline Floats clamp(Floats value, Floats least, Floats most) {
  const float raised = value < least ? least : value;
  return raised > most ? most : raised;
}
inline Floats load_some(const float*, size_t) { return 0; }
inline void store_some(float*, Floats, size_t) {}

// Functions of elements; see avx2.h.

typedef bool Mask;

inline Mask below(Floats a, Floats b) { return a < b; }
inline Floats choose(Mask mask, Floats yes, Floats no) { return mask ? yes : no; }
inline Floats square_root(Floats value) {
#if defined(HALFLITE_X64)
  return _mm_cvtss_f32(_mm_sqrt_ss(_mm_set_ss(value)));
#elif defined(HALFLITE_ARM64)
  return vget_lane_f32(vsqrt_f32(vdup_n_f32(value)), 0);
#else
  return __builtin_sqrtf(value);
#endif
}
/// Beyond 2^23 floats are integers; below it adding and subtracting that number rounds, which keeps the sign of a zero.
inline Floats round_even(Floats value) {
  const float shift = float_of((bits_of(value) & 0x80000000) | 0x4b000000);
  const bool small = magnitude_bits(value) < 0x4b000000;
  const float rounded = small ? (value + shift) - shift : value;
  return float_of(bits_of(rounded) | (bits_of(value) & 0x80000000));
}
inline Floats round_down(Floats value) {
  const float rounded = round_even(value);
  return rounded > value ? rounded - 1 : rounded;
}
inline Floats round_up(Floats value) {
  const float rounded = round_even(value);
  return rounded < value ? float_of(bits_of(rounded + 1) | (bits_of(value) & 0x80000000)) : rounded;
}
inline Bits truncate(Floats value) {
  return value > -2147483648.0f && value < 2147483648.0f ? static_cast<int32_t>(value) : INT32_MIN;
}
inline Floats to_floats(Bits value) { return static_cast<float>(value); }

inline Bits add(Bits a, Bits b) { return static_cast<int32_t>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b)); }
inline Bits subtract(Bits a, Bits b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) - static_cast<uint32_t>(b));
}
inline Bits multiply(Bits a, Bits b) {
  return static_cast<int32_t>(static_cast<uint32_t>(a) * static_cast<uint32_t>(b));
}
inline Bits both(Bits a, Bits b) { return a & b; }
inline Bits either(Bits a, Bits b) { return a | b; }
inline Bits shift_left(Bits value, int count) { return static_cast<int32_t>(static_cast<uint32_t>(value) << count); }
inline Bits shift_right(Bits value, int count) { return value >> count; }
inline Bits minus_one_above(Bits a, Bits b) { return -static_cast<int32_t>(a > b); }
inline Bits doubling_high_product(Bits a, Bits b) {
  return static_cast<int32_t>((static_cast<int64_t>(a) * b + (1 << 30)) >> 31);
}

typedef int64_t Wides;
inline Wides load_wides(const int64_t* source) { return *source; }
inline Bits high_product(Bits a, Bits b, Wides c) { return static_cast<Bits>((int64_t{a} * b + c) >> 32); }

typedef double Doubles;
inline Doubles load_doubles(const double* source) { return *source; }
inline Bits rounded_product(Bits value, Doubles factor) {
  constexpr double bound = 1 << 30, half = 0.49999999999999994;
  const double product = value * factor, bounded = product > bound ? bound : product < -bound ? -bound : product;
  return static_cast<int32_t>(bounded < 0 ? bounded - half : bounded + half);
}

inline Floats times_power_of_two(Floats value, Floats exponent) {
  const int32_t whole = truncate(exponent), half = whole >> 1;
  const auto power = [](int32_t n) { return float_of(static_cast<uint32_t>(n + 127) << 23); };
  return value * power(half) * power(whole - half);
}

template <typename T>
inline Bits load_integers(const T* source) {
  return *source;
}
template <typename T>
inline void store_integers(T* sink, Bits value) {
  *sink = static_cast<T>(value);
}

struct FourBytes {
  uint8_t bytes[4];
};
template <int parts>
inline void store_parts(void* const* sinks, FourBytes value) {
  for (int i = 0; i < parts; i++) memcpy(sinks[i], value.bytes + i * (4 / parts), 4 / parts);
}
template <typename T>
inline FourBytes clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, T) {
  FourBytes result;
  for (int i = 0; i < 4; i++) result.bytes[i] = static_cast<uint8_t>(values[i] < least ? least : values[i] > most ? most : values[i]);
  return result;
}

// Of 16-bit integers; see avx2.h.

constexpr int integer_rows = 4;
constexpr int integer_columns = 4;

struct Words {
  int16_t first, second;
};
typedef Words Pairs;

template <typename T>
inline Words load_words(const T* source) {
  return {source[0], source[1]};
}
inline Words repeat_word(int16_t value) { return {value, value}; }
inline void store_words(int16_t* sink, Words value) { memcpy(sink, &value, sizeof value); }
inline Words add_words(Words a, Words b) {
  return {static_cast<int16_t>(a.first + b.first), static_cast<int16_t>(a.second + b.second)};
}
inline Words subtract_words(Words a, Words b) {
  return {static_cast<int16_t>(a.first - b.first), static_cast<int16_t>(a.second - b.second)};
}
inline Bits add_word_products(Bits sum, Words a, Words b) {
  return add(add(sum, a.first * b.first), a.second * b.second);
}
inline int32_t sum_of_integers(Bits value) { return value; }

template <typename T>
inline Pairs load_pairs(const T* source) {
  return load_words(source);
}
inline Pairs repeat_pair(const int16_t* source) { return load_words(source); }
inline Bits add_pair_products(Bits sum, Pairs a, Pairs b) { return add_word_products(sum, a, b); }
inline Pairs pair_low(Words a, Words b) { return {a.first, b.first}; }
inline Pairs pair_high(Words a, Words b) { return {a.second, b.second}; }
inline void store_paired(int32_t* sink, Bits low, Bits high) {
  sink[0] = low;
  sink[1] = high;
}

inline Bits shift_left_lanes(Bits value, Bits counts) { return shift_left(value, counts); }
inline Bits shift_right_lanes(Bits value, Bits counts) { return shift_right(value, counts); }

// Of 16 bytes; see sixteen_bytes.h.

struct Sixteen {
  uint8_t bytes[16];
};

inline Sixteen load_sixteen(const void* source) {
  Sixteen value;
  memcpy(&value, source, sizeof value);
  return value;
}
inline void store_sixteen(void* sink, Sixteen value) { memcpy(sink, &value, sizeof value); }
template <typename T>
inline Sixteen zip(const uint8_t* a, const uint8_t* b) {
  Sixteen zipped;
  for (size_t i = 0; i < 8; i += sizeof(T)) {
    memcpy(zipped.bytes + 2 * i, a + i, sizeof(T));
    memcpy(zipped.bytes + 2 * i + sizeof(T), b + i, sizeof(T));
  }
  return zipped;
}
template <typename T>
inline Sixteen zip_low(const Sixteen& a, const Sixteen& b, T) {
  return zip<T>(a.bytes, b.bytes);
}
template <typename T>
inline Sixteen zip_high(const Sixteen& a, const Sixteen& b, T) {
  return zip<T>(a.bytes + 8, b.bytes + 8);
}

// Of bytes; see avx2.h.

constexpr size_t byte_lanes = 4;

struct Bytes {
  uint8_t at[byte_lanes];
};
inline Bytes load_bytes(const void* source) {
  Bytes bytes;
  memcpy(&bytes, source, sizeof bytes);
  return bytes;
}
inline void store_bytes(void* sink, Bytes value) { memcpy(sink, &value, sizeof value); }
inline Bytes repeat_byte(uint8_t value) {
  Bytes bytes;
  for (uint8_t& byte : bytes.at) byte = value;
  return bytes;
}
inline Bytes larger_bytes(Bytes a, Bytes b) {
  for (size_t i = 0; i < byte_lanes; i++) a.at[i] = a.at[i] > b.at[i] ? a.at[i] : b.at[i];
  return a;
}
inline Bytes flip_bits(Bytes bytes, Bytes flipped) {
  for (size_t i = 0; i < byte_lanes; i++) bytes.at[i] ^= flipped.at[i];
  return bytes;
}
inline uint8_t largest_byte(Bytes bytes) {
  uint8_t largest = 0;
  for (const uint8_t byte : bytes.at) largest = byte > largest ? byte : largest;
  return largest;
}
inline Bits add_bytes(Bits sum, Bytes bytes) {
  for (const uint8_t byte : bytes.at) sum = add(sum, byte);
  return sum;
}

struct ByteTable {
  const uint8_t* entries;
};
inline ByteTable load_table(const uint8_t* entries) { return {entries}; }
inline Bytes look_up(ByteTable table, Bytes bytes) {
  for (uint8_t& byte : bytes.at) byte = table.entries[byte];
  return bytes;
}

}  // namespace
}  // namespace halflite
