// The vector contract, AVX-512 F + BW + VL. See avx2.h for the meaning of each function.
#pragma once

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "../cpu/compilers.h"
#include "sixteen_bytes.h"

namespace halflite {
namespace {

constexpr int lanes = 16;
typedef __m512 Floats;
typedef __m512i Bits;
typedef __m256i Halves;
typedef float SumLane;
typedef __m512 Sums;

inline Floats load(const void* source) { return _mm512_loadu_ps(source); }
inline Halves load_halves(const void* source) { return _mm256_loadu_si256(static_cast<const __m256i*>(source)); }
inline Halves load_some_halves(const uint16_t* source, size_t count) {
  return _mm256_maskz_loadu_epi16(static_cast<__mmask16>((1u << count) - 1), source);
}
inline void store(void* sink, Floats value) { _mm512_storeu_ps(sink, value); }
inline void store(void* sink, Bits value) { _mm512_storeu_si512(sink, value); }
inline void store(void* sink, Halves value) { _mm256_storeu_si256(static_cast<__m256i*>(sink), value); }

// Quarters, because a large array from malloc is aligned to 16 bytes and not more.
inline void stream(void* sink, Halves value) {
  __m128i* const at = static_cast<__m128i*>(sink);
  _mm_stream_si128(at, _mm256_castsi256_si128(value));
  _mm_stream_si128(at + 1, _mm256_extracti128_si256(value, 1));
}
inline void stream(void* sink, Floats value) {
  float* const at = static_cast<float*>(sink);
  _mm_stream_ps(at, _mm512_castps512_ps128(value));
  _mm_stream_ps(at + 4, _mm512_extractf32x4_ps(value, 1));
  _mm_stream_ps(at + 8, _mm512_extractf32x4_ps(value, 2));
  _mm_stream_ps(at + 12, _mm512_extractf32x4_ps(value, 3));
}
inline void finish_streaming() { _mm_sfence(); }
inline void prefetch(uintptr_t address) { _mm_prefetch(reinterpret_cast<const char*>(address), _MM_HINT_T0); }
inline void prefetch_outer(uintptr_t address) { _mm_prefetch(reinterpret_cast<const char*>(address), _MM_HINT_T1); }

inline Floats repeat(float value) { return _mm512_set1_ps(value); }
inline Bits repeat(int32_t value) { return _mm512_set1_epi32(value); }

inline Halves to_float16(Floats value) { return _mm512_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT); }
inline Floats to_float32(Halves value) { return _mm512_cvtph_ps(value); }

inline Floats clamp_to_float16(Floats value) {
  return _mm512_max_ps(_mm512_set1_ps(-65504.0f), _mm512_min_ps(_mm512_set1_ps(65504.0f), value));
}

inline Bits magnitude_bits(Floats value) {
  return _mm512_and_si512(_mm512_castps_si512(value), _mm512_set1_epi32(0x7fffffff));
}
inline Floats as_floats(Bits bits) { return _mm512_castsi512_ps(bits); }
inline Bits as_bits(Floats floats) { return _mm512_castps_si512(floats); }
inline Floats difference(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
inline Floats larger(Floats a, Floats b) { return _mm512_max_ps(a, b); }
inline Bits larger(Bits a, Bits b) { return _mm512_max_epi32(a, b); }
inline Bits smaller(Bits a, Bits b) { return _mm512_min_epi32(a, b); }
inline Floats larger_quotient(Floats best, Floats numerator, Floats denominator) {
  return larger(_mm512_div_ps(numerator, denominator), best);
}
inline Sums add_product(Sums sum, Floats a, Floats b) { return _mm512_fmadd_ps(a, b, sum); }
inline Floats minus_product(Floats a, Floats b, Floats c) { return _mm512_fnmadd_ps(b, c, a); }
inline Bits count_below(Bits counts, Bits values, int32_t limit) {
  const __mmask16 below = _mm512_cmplt_epi32_mask(values, _mm512_set1_epi32(limit));
  return _mm512_mask_add_epi32(counts, below, counts, _mm512_set1_epi32(1));
}
inline bool any_above(Bits values, int32_t limit) {
  return _mm512_cmpgt_epi32_mask(values, _mm512_set1_epi32(limit)) != 0;
}
inline bool any_below(Bits values, int32_t limit) {
  return _mm512_cmplt_epi32_mask(values, _mm512_set1_epi32(limit)) != 0;
}
inline bool any_lost(Sums sums, Floats largest, float limit) {
  const __mmask16 small = _mm512_cmp_ps_mask(sums, _mm512_set1_ps(limit), _CMP_LT_OQ);
  return _mm512_mask_cmp_ps_mask(small, largest, _mm512_setzero_ps(), _CMP_GT_OQ) != 0;
}

// Arithmetic of inference; see avx2.h.

constexpr int vector_registers = 32;
constexpr int gemm_row_count = 12;
constexpr int gemm_columns = 32;
constexpr int dense_rows = 4;
constexpr int dense_sums = 16;
constexpr int dense_units = 4;
/// Four streams are what a Zen 5 finds by itself, and float32 takes a fifth longer where it is asked for them as well.
constexpr uintptr_t dense_ahead = 0;

inline Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
inline Floats subtract(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
inline Floats multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
inline Floats divide(Floats a, Floats b) { return _mm512_div_ps(a, b); }
inline Floats multiply_add(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
inline float horizontal_sum(Floats value) { return _mm512_reduce_add_ps(value); }
inline void transpose(Floats (&rows)[lanes]) {
  Floats fours[lanes];
  for (int i = 0; i < lanes; i += 4) {
    const Floats a = _mm512_unpacklo_ps(rows[i], rows[i + 1]), b = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
    const Floats c = _mm512_unpacklo_ps(rows[i + 2], rows[i + 3]), d = _mm512_unpackhi_ps(rows[i + 2], rows[i + 3]);
    fours[i] = _mm512_shuffle_ps(a, c, 0x44);
    fours[i + 1] = _mm512_shuffle_ps(a, c, 0xee);
    fours[i + 2] = _mm512_shuffle_ps(b, d, 0x44);
    fours[i + 3] = _mm512_shuffle_ps(b, d, 0xee);
  }
  for (int i = 0; i < 4; i++) {
    const Floats low = _mm512_shuffle_f32x4(fours[i], fours[i + 4], 0x44), high = _mm512_shuffle_f32x4(fours[i], fours[i + 4], 0xee);
    const Floats more_low = _mm512_shuffle_f32x4(fours[i + 8], fours[i + 12], 0x44);
    const Floats more_high = _mm512_shuffle_f32x4(fours[i + 8], fours[i + 12], 0xee);
    rows[i] = _mm512_shuffle_f32x4(low, more_low, 0x88);
    rows[i + 4] = _mm512_shuffle_f32x4(low, more_low, 0xdd);
    rows[i + 8] = _mm512_shuffle_f32x4(high, more_high, 0x88);
    rows[i + 12] = _mm512_shuffle_f32x4(high, more_high, 0xdd);
  }
}
inline Floats smaller(Floats a, Floats b) { return _mm512_min_ps(a, b); }
inline Floats clamp(Floats value, Floats least, Floats most) {
  return _mm512_min_ps(most, _mm512_max_ps(least, value));
}
inline __mmask16 first_lanes(size_t count) { return static_cast<__mmask16>((1u << count) - 1); }
inline Floats load_some(const float* source, size_t count) { return _mm512_maskz_loadu_ps(first_lanes(count), source); }
inline void store_some(float* sink, Floats value, size_t count) {
  _mm512_mask_storeu_ps(sink, first_lanes(count), value);
}

// Functions of elements; see avx2.h.

typedef __mmask16 Mask;

inline Mask below(Floats a, Floats b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
inline Floats choose(Mask mask, Floats yes, Floats no) { return _mm512_mask_blend_ps(mask, no, yes); }
inline Floats square_root(Floats value) { return _mm512_sqrt_ps(value); }
inline Floats round_even(Floats value) { return _mm512_roundscale_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline Floats round_down(Floats value) { return _mm512_roundscale_ps(value, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
inline Floats round_up(Floats value) { return _mm512_roundscale_ps(value, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
inline Bits truncate(Floats value) { return _mm512_cvttps_epi32(value); }
inline Floats to_floats(Bits value) { return _mm512_cvtepi32_ps(value); }

inline Bits add(Bits a, Bits b) { return _mm512_add_epi32(a, b); }
inline Bits subtract(Bits a, Bits b) { return _mm512_sub_epi32(a, b); }
inline Bits multiply(Bits a, Bits b) { return _mm512_mullo_epi32(a, b); }
inline Bits both(Bits a, Bits b) { return _mm512_and_si512(a, b); }
inline Bits either(Bits a, Bits b) { return _mm512_or_si512(a, b); }
inline Bits shift_left(Bits value, int count) { return _mm512_sll_epi32(value, _mm_cvtsi32_si128(count)); }
inline Bits shift_right(Bits value, int count) { return _mm512_sra_epi32(value, _mm_cvtsi32_si128(count)); }
inline Bits minus_one_above(Bits a, Bits b) {
  return _mm512_maskz_set1_epi32(_mm512_cmpgt_epi32_mask(a, b), -1);
}
inline Bits doubling_high_product(Bits a, Bits b) {
  const __m512i half = _mm512_set1_epi64(1 << 30);
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(a, b), half);
  const __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32)), half);
  // (high & odd) | (~high & even); a mask register would be filled anew each time.
  const __m512i high = _mm512_set1_epi64(static_cast<int64_t>(0xffffffff00000000));
  return _mm512_ternarylogic_epi64(high, _mm512_slli_epi64(odd, 1), _mm512_srli_epi64(even, 31), 0xca);
}

typedef struct {
  __m512i even, odd;
} Wides;
inline Wides load_wides(const int64_t* source) {
  const __m512i low = _mm512_loadu_si512(source), high = _mm512_loadu_si512(source + 8);
  return {_mm512_permutex2var_epi64(low, _mm512_setr_epi64(0, 2, 4, 6, 8, 10, 12, 14), high),
          _mm512_permutex2var_epi64(low, _mm512_setr_epi64(1, 3, 5, 7, 9, 11, 13, 15), high)};
}
inline Bits high_product(Bits a, Bits b, Wides c) {
  const __m512i high = _mm512_set1_epi64(static_cast<int64_t>(0xffffffff00000000));
  const __m512i even = _mm512_add_epi64(_mm512_mul_epi32(a, b), c.even);
  const __m512i odd = _mm512_add_epi64(_mm512_mul_epi32(_mm512_srli_epi64(a, 32), _mm512_srli_epi64(b, 32)), c.odd);
  return _mm512_ternarylogic_epi64(high, odd, _mm512_srli_epi64(even, 32), 0xca);
}

typedef struct {
  __m512d low, high;
} Doubles;
inline Doubles load_doubles(const double* source) { return {_mm512_loadu_pd(source), _mm512_loadu_pd(source + 8)}; }
inline Bits rounded_product(Bits value, const Doubles& factor) {
  const auto rounded = [](__m256i eight, __m512d by) {
    const __m512i sign = _mm512_set1_epi64(INT64_MIN), half = _mm512_castpd_si512(_mm512_set1_pd(0.49999999999999994));
    const __m512d product = _mm512_mul_pd(_mm512_cvtepi32_pd(eight), by);
    const __m512d bounded = _mm512_max_pd(_mm512_min_pd(product, _mm512_set1_pd(1 << 30)), _mm512_set1_pd(-(1 << 30)));
    // (sign & product) | half
    const __m512i signed_half = _mm512_ternarylogic_epi64(sign, _mm512_castpd_si512(bounded), half, 0xea);
    return _mm512_cvttpd_epi32(_mm512_add_pd(bounded, _mm512_castsi512_pd(signed_half)));
  };
  const __m256i low = rounded(_mm512_castsi512_si256(value), factor.low), high = rounded(_mm512_extracti64x4_epi64(value, 1), factor.high);
  return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

inline Floats times_power_of_two(Floats value, Floats exponent) { return _mm512_scalef_ps(value, exponent); }

inline Bits load_integers(const int8_t* source) {
  return _mm512_cvtepi8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
}
inline Bits load_integers(const uint8_t* source) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
}
inline Bits load_integers(const int16_t* source) {
  return _mm512_cvtepi16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(source)));
}
inline Bits load_integers(const int32_t* source) { return _mm512_loadu_si512(source); }
inline void store_integers(int8_t* sink, Bits value) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sink), _mm512_cvtepi32_epi8(value));
}
inline void store_integers(uint8_t* sink, Bits value) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sink), _mm512_cvtepi32_epi8(value));
}
inline void store_integers(int16_t* sink, Bits value) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(sink), _mm512_cvtepi32_epi16(value));
}
inline void store_integers(int32_t* sink, Bits value) { store(sink, value); }
template <int parts>
inline void store_parts(void* const* sinks, __m512i bytes) {
  if constexpr (parts == 1) {
    store(sinks[0], bytes);
  } else if constexpr (parts == 2) {
    _mm256_storeu_si256(static_cast<__m256i*>(sinks[0]), _mm512_castsi512_si256(bytes));
    _mm256_storeu_si256(static_cast<__m256i*>(sinks[1]), _mm512_extracti64x4_epi64(bytes, 1));
  } else {
    _mm_storeu_si128(static_cast<__m128i*>(sinks[0]), _mm512_castsi512_si128(bytes));
    _mm_storeu_si128(static_cast<__m128i*>(sinks[1]), _mm512_extracti32x4_epi32(bytes, 1));
    _mm_storeu_si128(static_cast<__m128i*>(sinks[2]), _mm512_extracti32x4_epi32(bytes, 2));
    _mm_storeu_si128(static_cast<__m128i*>(sinks[3]), _mm512_extracti32x4_epi32(bytes, 3));
  }
}
inline __m512i clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, uint8_t) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m512i bytes = _mm512_packus_epi16(_mm512_packs_epi32(values[0], values[1]), _mm512_packs_epi32(values[2], values[3]));
  const __m512i raised = _mm512_max_epu8(bytes, _mm512_set1_epi8(static_cast<char>(least)));
  return _mm512_permutexvar_epi32(order, _mm512_min_epu8(raised, _mm512_set1_epi8(static_cast<char>(most))));
}
inline __m512i clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, int8_t) {
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  const __m512i bytes = _mm512_packs_epi16(_mm512_packs_epi32(values[0], values[1]), _mm512_packs_epi32(values[2], values[3]));
  const __m512i raised = _mm512_max_epi8(bytes, _mm512_set1_epi8(static_cast<char>(least)));
  return _mm512_permutexvar_epi32(order, _mm512_min_epi8(raised, _mm512_set1_epi8(static_cast<char>(most))));
}

// Of 16-bit integers; see avx2.h.

constexpr int integer_rows = 12;
constexpr int integer_columns = 32;

typedef __m512i Words;
typedef __m512i Pairs;

inline Words load_words(const int16_t* source) { return _mm512_loadu_si512(source); }
inline Words load_words(const int8_t* source) {
  return _mm512_cvtepi8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(source)));
}
inline Words load_words(const uint8_t* source) {
  return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(source)));
}
inline Words repeat_word(int16_t value) { return _mm512_set1_epi16(value); }
inline void store_words(int16_t* sink, Words value) { store(sink, value); }
inline Words add_words(Words a, Words b) { return _mm512_add_epi16(a, b); }
inline Words subtract_words(Words a, Words b) { return _mm512_sub_epi16(a, b); }
inline Bits add_word_products(Bits sum, Words a, Words b) { return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b)); }
inline int32_t sum_of_integers(Bits value) { return _mm512_reduce_add_epi32(value); }

inline Pairs load_pairs(const int16_t* source) { return load_words(source); }
inline Pairs load_pairs(const int8_t* source) { return load_words(source); }
inline Pairs repeat_pair(const int16_t* source) {
  int32_t pair;
  memcpy(&pair, source, sizeof pair);
  return _mm512_set1_epi32(pair);
}
inline Bits add_pair_products(Bits sum, Pairs a, Pairs b) { return _mm512_add_epi32(sum, _mm512_madd_epi16(a, b)); }
inline Pairs pair_low(Words a, Words b) { return _mm512_unpacklo_epi16(a, b); }
inline Pairs pair_high(Words a, Words b) { return _mm512_unpackhi_epi16(a, b); }
inline void store_paired(int32_t* sink, Bits low, Bits high) {
  const __m512i first = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), second = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  store(sink, _mm512_permutex2var_epi64(low, first, high));
  store(sink + lanes, _mm512_permutex2var_epi64(low, second, high));
}

inline Bits shift_left_lanes(Bits value, Bits counts) { return _mm512_sllv_epi32(value, counts); }
inline Bits shift_right_lanes(Bits value, Bits counts) { return _mm512_srav_epi32(value, counts); }

// Of bytes; see avx2.h.

constexpr size_t byte_lanes = 64;

typedef __m512i Bytes;

inline Bytes load_bytes(const void* source) { return _mm512_loadu_si512(source); }
inline void store_bytes(void* sink, Bytes value) { store(sink, value); }
inline Bytes repeat_byte(uint8_t value) { return _mm512_set1_epi8(static_cast<char>(value)); }
inline Bytes larger_bytes(Bytes a, Bytes b) { return _mm512_max_epu8(a, b); }
inline Bytes flip_bits(Bytes bytes, Bytes flipped) { return _mm512_xor_si512(bytes, flipped); }
inline uint8_t largest_byte(Bytes bytes) {
  const __m256i half = _mm256_max_epu8(_mm512_castsi512_si256(bytes), _mm512_extracti64x4_epi64(bytes, 1));
  return largest_of_sixteen(_mm_max_epu8(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1)));
}
inline Bits add_bytes(Bits sum, Bytes bytes) { return _mm512_add_epi32(sum, _mm512_sad_epu8(bytes, _mm512_setzero_si512())); }

typedef struct {
  Bytes parts[16];
} ByteTable;
inline ByteTable load_table(const uint8_t* entries) {
  ByteTable table;
  for (int p = 0; p < 16; p++) {
    table.parts[p] = _mm512_broadcast_i32x4(_mm_loadu_si128(reinterpret_cast<const __m128i*>(entries + 16 * p)));
  }
  return table;
}
template <int first = 0, int count = 16>
inline Bytes look_up(const ByteTable& table, Bytes low, const __mmask64* high) {
  if constexpr (count == 1) return _mm512_shuffle_epi8(table.parts[first], low);
  else return _mm512_mask_blend_epi8(*high, look_up<first, count / 2>(table, low, high + 1), look_up<first + count / 2, count / 2>(table, low, high + 1));
}
inline Bytes look_up(const ByteTable& table, Bytes bytes) {
  const __mmask64 high[4] = {_mm512_movepi8_mask(bytes), _mm512_movepi8_mask(_mm512_slli_epi16(bytes, 1)),
                             _mm512_movepi8_mask(_mm512_slli_epi16(bytes, 2)), _mm512_movepi8_mask(_mm512_slli_epi16(bytes, 3))};
  return look_up(table, _mm512_and_si512(bytes, _mm512_set1_epi8(15)), high);
}

// Arithmetic of float16 (AVX512-FP16), which not every machine of this target has, nor every compiler knows; see avx2.h.

#if HALFLITE_KNOWS_AVX512_FP16
#define HALFLITE_FLOAT16_ARITHMETIC 1
#define HALFLITE_FLOAT16_FUNCTION __attribute__((target("avx512fp16")))

constexpr int half_lanes = 32;
typedef __m512h HalfFloats;

HALFLITE_FLOAT16_FUNCTION inline HalfFloats zero_halves() { return _mm512_setzero_ph(); }
HALFLITE_FLOAT16_FUNCTION inline HalfFloats load_half_floats(const uint16_t* source) { return _mm512_loadu_ph(source); }
HALFLITE_FLOAT16_FUNCTION inline HalfFloats repeat_half(const uint16_t* source) {
  _Float16 value;
  memcpy(&value, source, sizeof value);
  return _mm512_set1_ph(value);
}
HALFLITE_FLOAT16_FUNCTION inline HalfFloats multiply_add(HalfFloats a, HalfFloats b, HalfFloats c) {
  return _mm512_fmadd_ph(a, b, c);
}
HALFLITE_FLOAT16_FUNCTION inline Floats low_floats(HalfFloats value) {
  return to_float32(_mm512_castsi512_si256(_mm512_castph_si512(value)));
}
HALFLITE_FLOAT16_FUNCTION inline Floats high_floats(HalfFloats value) {
  return to_float32(_mm512_extracti64x4_epi64(_mm512_castph_si512(value), 1));
}
#endif

// Products of bytes (AVX512-VNNI), which not every machine of this target has, nor every compiler knows; see avx2.h.

#if HALFLITE_KNOWS_AVX512_VNNI
#define HALFLITE_BYTE_PRODUCTS 1
#ifdef _MSC_VER
#define HALFLITE_BYTE_FUNCTION
#else
#define HALFLITE_BYTE_FUNCTION __attribute__((target("avx512vnni")))
#endif

constexpr bool bytes_are_signed = false;
constexpr int byte_rows = 6;
constexpr int byte_vectors = 4;
constexpr int narrow_byte_rows = 12;
constexpr int narrow_byte_vectors = 2;

inline Bytes repeat_bytes(const void* source) {
  int32_t bytes;
  memcpy(&bytes, source, sizeof bytes);
  return _mm512_set1_epi32(bytes);
}
HALFLITE_BYTE_FUNCTION inline Bits add_byte_products(Bits sum, Bytes a, Bytes b) { return _mm512_dpbusd_epi32(sum, a, b); }

inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[4]) {
  const Bytes ab = _mm512_unpacklo_epi8(a, b), cd = _mm512_unpacklo_epi8(c, d);
  const Bytes more_ab = _mm512_unpackhi_epi8(a, b), more_cd = _mm512_unpackhi_epi8(c, d);
  sink[0] = _mm512_unpacklo_epi16(ab, cd);
  sink[1] = _mm512_unpackhi_epi16(ab, cd);
  sink[2] = _mm512_unpacklo_epi16(more_ab, more_cd);
  sink[3] = _mm512_unpackhi_epi16(more_ab, more_cd);
}
inline Bytes load_few_bytes(const void* source) {
  const __m512i order = _mm512_setr_epi64(0, 0, 1, 1, 2, 2, 3, 3);
  return _mm512_permutexvar_epi64(order, _mm512_castsi256_si512(_mm256_loadu_si256(static_cast<const __m256i*>(source))));
}
inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[2]) {
  const Bytes ab = _mm512_unpacklo_epi8(a, b), cd = _mm512_unpacklo_epi8(c, d);
  sink[0] = _mm512_unpacklo_epi16(ab, cd);
  sink[1] = _mm512_unpackhi_epi16(ab, cd);
}
inline void sort_zipped(Bits (&vectors)[2]) {
  const __m512i low = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11), high = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  const Bits a = vectors[0], b = vectors[1];
  vectors[0] = _mm512_permutex2var_epi64(a, low, b);
  vectors[1] = _mm512_permutex2var_epi64(a, high, b);
}
inline void sort_zipped(Bits (&vectors)[4]) {
  const __m512i even = _mm512_shuffle_i32x4(vectors[0], vectors[1], 0x44), odd = _mm512_shuffle_i32x4(vectors[2], vectors[3], 0x44);
  const __m512i more_even = _mm512_shuffle_i32x4(vectors[0], vectors[1], 0xee), more_odd = _mm512_shuffle_i32x4(vectors[2], vectors[3], 0xee);
  vectors[0] = _mm512_shuffle_i32x4(even, odd, 0x88);
  vectors[1] = _mm512_shuffle_i32x4(even, odd, 0xdd);
  vectors[2] = _mm512_shuffle_i32x4(more_even, more_odd, 0x88);
  vectors[3] = _mm512_shuffle_i32x4(more_even, more_odd, 0xdd);
}
#endif

// Permutations of bytes (AVX512-VBMI), which not every machine of this target has, nor every compiler knows; see avx2.h.

#if HALFLITE_KNOWS_AVX512_VBMI
#define HALFLITE_BYTE_PERMUTATIONS 1
#ifdef _MSC_VER
#define HALFLITE_PERMUTATION_FUNCTION
#else
#define HALFLITE_PERMUTATION_FUNCTION __attribute__((target("avx512vbmi")))
#endif

typedef struct {
  Bytes parts[4];
} PermutationTable;
inline PermutationTable load_permutation_table(const uint8_t* entries) {
  return {{load_bytes(entries), load_bytes(entries + 64), load_bytes(entries + 128), load_bytes(entries + 192)}};
}
HALFLITE_PERMUTATION_FUNCTION inline Bytes look_up(const PermutationTable& table, Bytes bytes) {
  const __m512i low = _mm512_permutex2var_epi8(table.parts[0], bytes, table.parts[1]);
  const __m512i high = _mm512_permutex2var_epi8(table.parts[2], bytes, table.parts[3]);
  return _mm512_mask_blend_epi8(_mm512_movepi8_mask(bytes), low, high);
}
#endif

}  // namespace
}  // namespace halflite
