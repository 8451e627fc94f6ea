// The vector contract, NEON of 64-bit Arm (conversions to and from float16 are part of its baseline). See avx2.h for the
// meaning of each function.
#pragma once

#include <arm_neon.h>
#include <stdint.h>
#include <string.h>

#include "../cpu/compilers.h"
#include "few_halves.h"

namespace halflite {
namespace {

constexpr int lanes = 4;
typedef float32x4_t Floats;
typedef int32x4_t Bits;
typedef uint16x4_t Halves;
typedef float SumLane;
typedef float32x4_t Sums;

// Byte-wise loads and stores: elements may be unaligned.
inline Floats load(const void* source) { return vreinterpretq_f32_u8(vld1q_u8(static_cast<const uint8_t*>(source))); }
inline Halves load_halves(const void* source) {
  return vreinterpret_u16_u8(vld1_u8(static_cast<const uint8_t*>(source)));
}
inline Halves load_some_halves(const uint16_t* source, size_t count) { return vcreate_u16(few_halves(source, count)); }
inline void store(void* sink, Floats value) { vst1q_u8(static_cast<uint8_t*>(sink), vreinterpretq_u8_f32(value)); }
inline void store(void* sink, Bits value) { vst1q_u8(static_cast<uint8_t*>(sink), vreinterpretq_u8_s32(value)); }
inline void store(void* sink, Halves value) { vst1_u8(static_cast<uint8_t*>(sink), vreinterpret_u8_u16(value)); }

// Arm cores detect streams of stores by themselves.
inline void stream(void* sink, Floats value) { store(sink, value); }
inline void stream(void* sink, Halves value) { store(sink, value); }
inline void finish_streaming() {}
// Left to the hardware as well.
inline void prefetch(uintptr_t) {}
inline void prefetch_outer(uintptr_t) {}

inline Floats repeat(float value) { return vdupq_n_f32(value); }
inline Bits repeat(int32_t value) { return vdupq_n_s32(value); }

inline Halves to_float16(Floats value) { return vreinterpret_u16_f16(vcvt_f16_f32(value)); }
inline Floats to_float32(Halves value) { return vcvt_f32_f16(vreinterpret_f16_u16(value)); }

// vmin and vmax return a NaN when there is one; its payload is kept.
inline Floats clamp_to_float16(Floats value) {
  return vmaxq_f32(vminq_f32(value, vdupq_n_f32(65504.0f)), vdupq_n_f32(-65504.0f));
}

inline Bits magnitude_bits(Floats value) {
  return vandq_s32(vreinterpretq_s32_f32(value), vdupq_n_s32(0x7fffffff));
}
inline Floats as_floats(Bits bits) { return vreinterpretq_f32_s32(bits); }
inline Bits as_bits(Floats floats) { return vreinterpretq_s32_f32(floats); }
inline Floats difference(Floats a, Floats b) { return vsubq_f32(a, b); }
inline Floats larger(Floats a, Floats b) { return vbslq_f32(vcgtq_f32(a, b), a, b); }
inline Bits larger(Bits a, Bits b) { return vmaxq_s32(a, b); }
inline Bits smaller(Bits a, Bits b) { return vminq_s32(a, b); }
inline Floats larger_quotient(Floats best, Floats numerator, Floats denominator) {
  return larger(vdivq_f32(numerator, denominator), best);
}
inline Sums add_product(Sums sum, Floats a, Floats b) { return vfmaq_f32(sum, a, b); }
inline Floats minus_product(Floats a, Floats b, Floats c) { return vfmsq_f32(a, b, c); }
inline Bits count_below(Bits counts, Bits values, int32_t limit) {
  return vsubq_s32(counts, vreinterpretq_s32_u32(vcltq_s32(values, vdupq_n_s32(limit))));
}
inline bool any_above(Bits values, int32_t limit) { return vmaxvq_s32(values) > limit; }
inline bool any_below(Bits values, int32_t limit) { return vminvq_s32(values) < limit; }
inline bool any_lost(Sums sums, Floats largest, float limit) {
  const uint32x4_t small = vcltq_f32(sums, vdupq_n_f32(limit));
  return vmaxvq_u32(vandq_u32(small, vcgtzq_f32(largest))) != 0;
}

// Arithmetic of inference; see avx2.h.

constexpr int vector_registers = 32;
constexpr int gemm_row_count = 6;
constexpr int gemm_columns = 16;
constexpr int dense_rows = 4;
constexpr int dense_sums = 16;
constexpr int dense_units = 8;
constexpr uintptr_t dense_ahead = 2048;

inline Floats add(Floats a, Floats b) { return vaddq_f32(a, b); }
inline Floats subtract(Floats a, Floats b) { return vsubq_f32(a, b); }
inline Floats multiply(Floats a, Floats b) { return vmulq_f32(a, b); }
inline Floats divide(Floats a, Floats b) { return vdivq_f32(a, b); }
inline Floats multiply_add(Floats a, Floats b, Floats c) { return vfmaq_f32(c, a, b); }
inline float horizontal_sum(Floats value) { return vaddvq_f32(value); }
inline void transpose(Floats (&rows)[lanes]) {
  const Floats a = vzip1q_f32(rows[0], rows[2]), b = vzip2q_f32(rows[0], rows[2]);
  const Floats c = vzip1q_f32(rows[1], rows[3]), d = vzip2q_f32(rows[1], rows[3]);
  rows[0] = vzip1q_f32(a, c);
  rows[1] = vzip2q_f32(a, c);
  rows[2] = vzip1q_f32(b, d);
  rows[3] = vzip2q_f32(b, d);
}
inline Floats smaller(Floats a, Floats b) { return vbslq_f32(vcltq_f32(a, b), a, b); }
inline Floats clamp(Floats value, Floats least, Floats most) { return vminq_f32(most, vmaxq_f32(least, value)); }
inline Floats load_some(const float* source, size_t count) {
  float padded[lanes] = {};
  for (size_t i = 0; i < count; i++) padded[i] = source[i];
  return vld1q_f32(padded);
}
inline void store_some(float* sink, Floats value, size_t count) {
  float padded[lanes];
  vst1q_f32(padded, value);
  for (size_t i = 0; i < count; i++) sink[i] = padded[i];
}

// Functions of elements; see avx2.h.

typedef uint32x4_t Mask;

inline Mask below(Floats a, Floats b) { return vcltq_f32(a, b); }
inline Floats choose(Mask mask, Floats yes, Floats no) { return vbslq_f32(mask, yes, no); }
inline Floats square_root(Floats value) { return vsqrtq_f32(value); }
inline Floats round_even(Floats value) { return vrndnq_f32(value); }
inline Floats round_down(Floats value) { return vrndmq_f32(value); }
inline Floats round_up(Floats value) { return vrndpq_f32(value); }
// The conversion itself saturates, and gives 0 for a NaN.
inline Bits truncate(Floats value) {
  return vbslq_s32(vcltq_f32(value, vdupq_n_f32(2147483648.0f)), vcvtq_s32_f32(value), vdupq_n_s32(INT32_MIN));
}
inline Floats to_floats(Bits value) { return vcvtq_f32_s32(value); }

inline Bits add(Bits a, Bits b) { return vaddq_s32(a, b); }
inline Bits subtract(Bits a, Bits b) { return vsubq_s32(a, b); }
inline Bits multiply(Bits a, Bits b) { return vmulq_s32(a, b); }
inline Bits both(Bits a, Bits b) { return vandq_s32(a, b); }
inline Bits either(Bits a, Bits b) { return vorrq_s32(a, b); }
inline Bits shift_left(Bits value, int count) { return vshlq_s32(value, vdupq_n_s32(count)); }
inline Bits shift_right(Bits value, int count) { return vshlq_s32(value, vdupq_n_s32(-count)); }
inline Bits minus_one_above(Bits a, Bits b) { return vreinterpretq_s32_u32(vcgtq_s32(a, b)); }
inline Bits doubling_high_product(Bits a, Bits b) { return vqrdmulhq_s32(a, b); }

typedef int64x2x2_t Wides;
inline Wides load_wides(const int64_t* source) { return {{vld1q_s64(source), vld1q_s64(source + 2)}}; }
inline Bits high_product(Bits a, Bits b, Wides c) {
  const int64x2_t low = vmlal_s32(c.val[0], vget_low_s32(a), vget_low_s32(b)), high = vmlal_high_s32(c.val[1], a, b);
  return vuzp2q_s32(vreinterpretq_s32_s64(low), vreinterpretq_s32_s64(high));
}

typedef float64x2x2_t Doubles;
inline Doubles load_doubles(const double* source) { return {{vld1q_f64(source), vld1q_f64(source + 2)}}; }
inline Bits rounded_product(Bits value, const Doubles& factor) {
  const auto rounded = [](int32x2_t two, float64x2_t by) {
    return vqmovn_s64(vcvtaq_s64_f64(vmulq_f64(vcvtq_f64_s64(vmovl_s32(two)), by)));
  };
  const Bits whole = vcombine_s32(rounded(vget_low_s32(value), factor.val[0]), rounded(vget_high_s32(value), factor.val[1]));
  return vmaxq_s32(vminq_s32(whole, vdupq_n_s32(1 << 30)), vdupq_n_s32(-(1 << 30)));
}

inline Floats times_power_of_two(Floats value, Floats exponent) {
  const int32x4_t whole = vcvtq_s32_f32(exponent), half = vshrq_n_s32(whole, 1);
  const auto power = [](int32x4_t n) {
    return vreinterpretq_f32_s32(vshlq_n_s32(vaddq_s32(n, vdupq_n_s32(127)), 23));
  };
  return vmulq_f32(vmulq_f32(value, power(half)), power(vsubq_s32(whole, half)));
}

inline Bits load_integers(const int8_t* source) {
  int8_t bytes[8] = {};
  for (int i = 0; i < 4; i++) bytes[i] = source[i];
  return vmovl_s16(vget_low_s16(vmovl_s8(vld1_s8(bytes))));
}
inline Bits load_integers(const uint8_t* source) {
  uint8_t bytes[8] = {};
  for (int i = 0; i < 4; i++) bytes[i] = source[i];
  return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(vmovl_u8(vld1_u8(bytes)))));
}
inline Bits load_integers(const int16_t* source) { return vmovl_s16(vld1_s16(source)); }
inline Bits load_integers(const int32_t* source) { return vld1q_s32(source); }
inline void store_integers(int16_t* sink, Bits value) { vst1_s16(sink, vmovn_s32(value)); }
inline void store_integers(int32_t* sink, Bits value) { vst1q_s32(sink, value); }
inline void store_integers(int8_t* sink, Bits value) {
  const int16x4_t words = vmovn_s32(value);
  const int32_t bytes = vget_lane_s32(vreinterpret_s32_s8(vmovn_s16(vcombine_s16(words, words))), 0);
  memcpy(sink, &bytes, sizeof bytes);
}
inline void store_integers(uint8_t* sink, Bits value) { store_integers(reinterpret_cast<int8_t*>(sink), value); }
template <int parts>
inline void store_parts(void* const* sinks, uint8x16_t bytes) {
  uint8_t stored[16];
  vst1q_u8(stored, bytes);
  for (int i = 0; i < parts; i++) memcpy(sinks[i], stored + i * (16 / parts), 16 / parts);
}
inline uint8x16_t clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, uint8_t) {
  const int16x8_t low = vcombine_s16(vqmovn_s32(values[0]), vqmovn_s32(values[1]));
  const int16x8_t high = vcombine_s16(vqmovn_s32(values[2]), vqmovn_s32(values[3]));
  const uint8x16_t raised = vmaxq_u8(vcombine_u8(vqmovun_s16(low), vqmovun_s16(high)), vdupq_n_u8(static_cast<uint8_t>(least)));
  return vminq_u8(raised, vdupq_n_u8(static_cast<uint8_t>(most)));
}
inline uint8x16_t clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, int8_t) {
  const int16x8_t low = vcombine_s16(vqmovn_s32(values[0]), vqmovn_s32(values[1]));
  const int16x8_t high = vcombine_s16(vqmovn_s32(values[2]), vqmovn_s32(values[3]));
  const int8x16_t raised = vmaxq_s8(vcombine_s8(vqmovn_s16(low), vqmovn_s16(high)), vdupq_n_s8(static_cast<int8_t>(least)));
  return vreinterpretq_u8_s8(vminq_s8(raised, vdupq_n_s8(static_cast<int8_t>(most))));
}

// Of 16-bit integers; see avx2.h. The elements of pairs lie in vectors of their own.

constexpr int integer_rows = 6;
constexpr int integer_columns = 16;

typedef int16x8_t Words;
typedef int16x4x2_t Pairs;

inline Words load_words(const int16_t* source) { return vld1q_s16(source); }
inline Words load_words(const int8_t* source) { return vmovl_s8(vld1_s8(source)); }
inline Words load_words(const uint8_t* source) { return vreinterpretq_s16_u16(vmovl_u8(vld1_u8(source))); }
inline Words repeat_word(int16_t value) { return vdupq_n_s16(value); }
inline void store_words(int16_t* sink, Words value) { vst1q_s16(sink, value); }
inline Words add_words(Words a, Words b) { return vaddq_s16(a, b); }
inline Words subtract_words(Words a, Words b) { return vsubq_s16(a, b); }
inline Bits add_word_products(Bits sum, Words a, Words b) {
  return vmlal_high_s16(vmlal_s16(sum, vget_low_s16(a), vget_low_s16(b)), a, b);
}
inline int32_t sum_of_integers(Bits value) { return vaddvq_s32(value); }

inline Pairs load_pairs(const int16_t* source) { return vld2_s16(source); }
inline Pairs load_pairs(const int8_t* source) {
  const int16x8_t words = load_words(source);
  return {{vget_low_s16(vuzp1q_s16(words, words)), vget_low_s16(vuzp2q_s16(words, words))}};
}
inline Pairs repeat_pair(const int16_t* source) { return vld2_dup_s16(source); }
inline Bits add_pair_products(Bits sum, Pairs a, Pairs b) {
  return vmlal_s16(vmlal_s16(sum, a.val[0], b.val[0]), a.val[1], b.val[1]);
}
inline Pairs pair_low(Words a, Words b) { return {{vget_low_s16(a), vget_low_s16(b)}}; }
inline Pairs pair_high(Words a, Words b) { return {{vget_high_s16(a), vget_high_s16(b)}}; }
inline void store_paired(int32_t* sink, Bits low, Bits high) {
  store(sink, low);
  store(sink + lanes, high);
}

inline Bits shift_left_lanes(Bits value, Bits counts) { return vshlq_s32(value, counts); }
inline Bits shift_right_lanes(Bits value, Bits counts) { return vshlq_s32(value, vnegq_s32(counts)); }

// Of 16 bytes, whatever the vectors; see sixteen_bytes.h.

typedef uint8x16_t Sixteen;

inline Sixteen load_sixteen(const void* source) { return vld1q_u8(static_cast<const uint8_t*>(source)); }
inline void store_sixteen(void* sink, Sixteen value) { vst1q_u8(static_cast<uint8_t*>(sink), value); }
inline Sixteen zip_low(Sixteen a, Sixteen b, uint8_t) { return vzip1q_u8(a, b); }
inline Sixteen zip_high(Sixteen a, Sixteen b, uint8_t) { return vzip2q_u8(a, b); }
inline Sixteen zip_low(Sixteen a, Sixteen b, uint16_t) {
  return vreinterpretq_u8_u16(vzip1q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}
inline Sixteen zip_high(Sixteen a, Sixteen b, uint16_t) {
  return vreinterpretq_u8_u16(vzip2q_u16(vreinterpretq_u16_u8(a), vreinterpretq_u16_u8(b)));
}

// Of bytes; see avx2.h.

constexpr size_t byte_lanes = 16;

typedef int8x16_t Bytes;

inline Bytes load_bytes(const void* source) { return vld1q_s8(static_cast<const int8_t*>(source)); }
inline void store_bytes(void* sink, Bytes value) { vst1q_s8(static_cast<int8_t*>(sink), value); }
inline Bytes repeat_byte(uint8_t value) { return vreinterpretq_s8_u8(vdupq_n_u8(value)); }
inline Bytes larger_bytes(Bytes a, Bytes b) {
  return vreinterpretq_s8_u8(vmaxq_u8(vreinterpretq_u8_s8(a), vreinterpretq_u8_s8(b)));
}
inline Bytes flip_bits(Bytes bytes, Bytes flipped) { return veorq_s8(bytes, flipped); }
inline uint8_t largest_byte(Bytes bytes) { return vmaxvq_u8(vreinterpretq_u8_s8(bytes)); }
inline Bits add_bytes(Bits sum, Bytes bytes) {
  return vreinterpretq_s32_u32(vpadalq_u16(vreinterpretq_u32_s32(sum), vpaddlq_u8(vreinterpretq_u8_s8(bytes))));
}

typedef struct {
  uint8x16x4_t parts[4];
} ByteTable;
inline ByteTable load_table(const uint8_t* entries) {
  return {{vld1q_u8_x4(entries), vld1q_u8_x4(entries + 64), vld1q_u8_x4(entries + 128), vld1q_u8_x4(entries + 192)}};
}
inline Bytes look_up(const ByteTable& table, Bytes bytes) {
  const uint8x16_t index = vreinterpretq_u8_s8(bytes);
  uint8x16_t found = vqtbl4q_u8(table.parts[0], index);
  for (uint8_t p = 1; p < 4; p++) found = vqtbx4q_u8(found, table.parts[p], vsubq_u8(index, vdupq_n_u8(64 * p)));
  return vreinterpretq_s8_u8(found);
}

// Arithmetic of float16 (FEAT_FP16), which not every machine of this target has, nor every compiler knows; see avx2.h.

#if HALFLITE_KNOWS_NEON_FP16
#define HALFLITE_FLOAT16_ARITHMETIC 1
#ifdef __clang__
#define HALFLITE_FLOAT16_FUNCTION __attribute__((target("fullfp16")))
#else
#define HALFLITE_FLOAT16_FUNCTION __attribute__((target("arch=armv8.2-a+fp16")))
#endif

constexpr int half_lanes = 8;
typedef float16x8_t HalfFloats;

HALFLITE_FLOAT16_FUNCTION inline HalfFloats zero_halves() { return vreinterpretq_f16_u16(vdupq_n_u16(0)); }
HALFLITE_FLOAT16_FUNCTION inline HalfFloats load_half_floats(const uint16_t* source) {
  return vreinterpretq_f16_u16(vld1q_u16(source));
}
HALFLITE_FLOAT16_FUNCTION inline HalfFloats repeat_half(const uint16_t* source) {
  return vreinterpretq_f16_u16(vld1q_dup_u16(source));
}
HALFLITE_FLOAT16_FUNCTION inline HalfFloats multiply_add(HalfFloats a, HalfFloats b, HalfFloats c) { return vfmaq_f16(c, a, b); }
HALFLITE_FLOAT16_FUNCTION inline Floats low_floats(HalfFloats value) { return vcvt_f32_f16(vget_low_f16(value)); }
HALFLITE_FLOAT16_FUNCTION inline Floats high_floats(HalfFloats value) { return vcvt_high_f32_f16(value); }
#endif

// Products of bytes (FEAT_DotProd), which not every machine of this target has, nor every compiler knows; see avx2.h.

#if HALFLITE_KNOWS_DOTPROD
#define HALFLITE_BYTE_PRODUCTS 1
#ifdef __clang__
#define HALFLITE_BYTE_FUNCTION __attribute__((target("dotprod")))
#else
#define HALFLITE_BYTE_FUNCTION __attribute__((target("arch=armv8.2-a+dotprod")))
#endif

constexpr bool bytes_are_signed = true;
constexpr int byte_rows = 6;
constexpr int byte_vectors = 4;
constexpr int narrow_byte_rows = 6;
constexpr int narrow_byte_vectors = 4;

inline Bytes repeat_bytes(const void* source) {
  int32_t bytes;
  memcpy(&bytes, source, sizeof bytes);
  return vreinterpretq_s8_s32(vdupq_n_s32(bytes));
}
HALFLITE_BYTE_FUNCTION inline Bits add_byte_products(Bits sum, Bytes a, Bytes b) { return vdotq_s32(sum, a, b); }

inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[4]) {
  const int8x16x2_t ab = vzipq_s8(a, b), cd = vzipq_s8(c, d);
  for (int i = 0; i < 2; i++) {
    const int16x8x2_t both = vzipq_s16(vreinterpretq_s16_s8(ab.val[i]), vreinterpretq_s16_s8(cd.val[i]));
    sink[2 * i] = vreinterpretq_s8_s16(both.val[0]);
    sink[2 * i + 1] = vreinterpretq_s8_s16(both.val[1]);
  }
}
inline Bytes load_few_bytes(const void* source) {
  return vcombine_s8(vld1_s8(static_cast<const int8_t*>(source)), vdup_n_s8(0));
}
inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[2]) {
  const int16x8_t ab = vreinterpretq_s16_s8(vzip1q_s8(a, b)), cd = vreinterpretq_s16_s8(vzip1q_s8(c, d));
  sink[0] = vreinterpretq_s8_s16(vzip1q_s16(ab, cd));
  sink[1] = vreinterpretq_s8_s16(vzip2q_s16(ab, cd));
}
template <typename Vector, int vectors>
inline void sort_zipped(Vector (&)[vectors]) {}
#endif

}  // namespace
}  // namespace halflite
