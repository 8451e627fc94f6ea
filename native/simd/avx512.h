// The vector contract, AVX-512 F + BW + VL. See avx2.h for the meaning of each function.
#pragma once

#include <immintrin.h>
#include <stdint.h>

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

constexpr int gemm_row_count = 14;
constexpr int gemm_columns = 32;

inline Floats add(Floats a, Floats b) { return _mm512_add_ps(a, b); }
inline Floats subtract(Floats a, Floats b) { return _mm512_sub_ps(a, b); }
inline Floats multiply(Floats a, Floats b) { return _mm512_mul_ps(a, b); }
inline Floats divide(Floats a, Floats b) { return _mm512_div_ps(a, b); }
inline Floats multiply_add(Floats a, Floats b, Floats c) { return _mm512_fmadd_ps(a, b, c); }
inline Floats smaller(Floats a, Floats b) { return _mm512_min_ps(a, b); }
inline Floats clamp(Floats value, Floats least, Floats most) {
  return _mm512_min_ps(most, _mm512_max_ps(least, value));
}
inline __mmask16 first_lanes(size_t count) { return static_cast<__mmask16>((1u << count) - 1); }
inline Floats load_some(const float* source, size_t count) { return _mm512_maskz_loadu_ps(first_lanes(count), source); }
inline void store_some(float* sink, Floats value, size_t count) {
  _mm512_mask_storeu_ps(sink, first_lanes(count), value);
}

}  // namespace
}  // namespace halflite
