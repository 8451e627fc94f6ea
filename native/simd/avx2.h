// The vector contract, AVX2 + FMA + F16C. The other headers here define the same names; float16.inl is written over them.
#pragma once

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "../cpu/compilers.h"
#include "few_halves.h"
#include "sixteen_bytes.h"

namespace halflite {
namespace {

constexpr int lanes = 8;
typedef __m256 Floats;   // float32
typedef __m256i Bits;    // int32
typedef __m128i Halves;  // float16 bit patterns
typedef float SumLane;
typedef __m256 Sums;  // accumulators of sums of products

inline Floats load(const void* source) { return _mm256_loadu_ps(static_cast<const float*>(source)); }
inline Halves load_halves(const void* source) { return _mm_loadu_si128(static_cast<const __m128i*>(source)); }
/// The first `count` (less than `lanes`) ones; the others are 0.
inline Halves load_some_halves(const uint16_t* source, size_t count) {
  const uint64_t first = few_halves(source, count), second = count > 4 ? few_halves(source + 4, count - 4) : 0;
  return _mm_set_epi64x(static_cast<int64_t>(second), static_cast<int64_t>(first));
}
inline void store(void* sink, Floats value) { _mm256_storeu_ps(static_cast<float*>(sink), value); }
inline void store(void* sink, Bits value) { _mm256_storeu_si256(static_cast<__m256i*>(sink), value); }
inline void store(void* sink, Halves value) { _mm_storeu_si128(static_cast<__m128i*>(sink), value); }

/// Past the caches; the sink is aligned to 16 bytes.
inline void stream(void* sink, Halves value) { _mm_stream_si128(static_cast<__m128i*>(sink), value); }
inline void stream(void* sink, Floats value) {
  float* const at = static_cast<float*>(sink);
  _mm_stream_ps(at, _mm256_castps256_ps128(value));
  _mm_stream_ps(at + 4, _mm256_extractf128_ps(value, 1));
}
/// Orders streamed stores before whatever tells another thread that they are done.
inline void finish_streaming() { _mm_sfence(); }
/// Asks early for the cache line at an address, which need not be one of memory.
inline void prefetch(uintptr_t address) { _mm_prefetch(reinterpret_cast<const char*>(address), _MM_HINT_T0); }
/// The same into the second-level cache: streams that lie a multiple of pages apart push each other out of the first.
inline void prefetch_outer(uintptr_t address) { _mm_prefetch(reinterpret_cast<const char*>(address), _MM_HINT_T1); }

inline Floats repeat(float value) { return _mm256_set1_ps(value); }
inline Bits repeat(int32_t value) { return _mm256_set1_epi32(value); }

inline Halves to_float16(Floats value) { return _mm256_cvtps_ph(value, _MM_FROUND_TO_NEAREST_INT); }
inline Floats to_float32(Halves value) { return _mm256_cvtph_ps(value); }

/// Into [-65504, 65504]. NaNs pass: min and max return their second operand when one is a NaN.
inline Floats clamp_to_float16(Floats value) {
  return _mm256_max_ps(_mm256_set1_ps(-65504.0f), _mm256_min_ps(_mm256_set1_ps(65504.0f), value));
}

/// |value| as an integer: ordered like the magnitudes, infinities and NaNs last.
inline Bits magnitude_bits(Floats value) {
  return _mm256_and_si256(_mm256_castps_si256(value), _mm256_set1_epi32(0x7fffffff));
}
inline Floats as_floats(Bits bits) { return _mm256_castsi256_ps(bits); }
inline Bits as_bits(Floats floats) { return _mm256_castps_si256(floats); }
inline Floats difference(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
/// The larger one; b where one is a NaN.
inline Floats larger(Floats a, Floats b) { return _mm256_max_ps(a, b); }
inline Bits larger(Bits a, Bits b) { return _mm256_max_epi32(a, b); }
inline Bits smaller(Bits a, Bits b) { return _mm256_min_epi32(a, b); }
/// max(best, numerator / denominator), where 0 / 0 does not count.
inline Floats larger_quotient(Floats best, Floats numerator, Floats denominator) {
  return larger(_mm256_div_ps(numerator, denominator), best);
}
inline Sums add_product(Sums sum, Floats a, Floats b) { return _mm256_fmadd_ps(a, b, sum); }
/// a - b * c, rounded once.
inline Floats minus_product(Floats a, Floats b, Floats c) { return _mm256_fnmadd_ps(b, c, a); }
/// Adds 1 to the counts of lanes whose value is below the limit.
inline Bits count_below(Bits counts, Bits values, int32_t limit) {
  return _mm256_sub_epi32(counts, _mm256_cmpgt_epi32(_mm256_set1_epi32(limit), values));
}
inline bool any_above(Bits values, int32_t limit) {
  return _mm256_movemask_epi8(_mm256_cmpgt_epi32(values, _mm256_set1_epi32(limit))) != 0;
}
inline bool any_below(Bits values, int32_t limit) {
  return _mm256_movemask_epi8(_mm256_cmpgt_epi32(_mm256_set1_epi32(limit), values)) != 0;
}
/// Whether a lane's sum of squares is below the limit although its largest term is not 0.
inline bool any_lost(Sums sums, Floats largest, float limit) {
  const __m256 small = _mm256_cmp_ps(sums, _mm256_set1_ps(limit), _CMP_LT_OQ);
  const __m256 present = _mm256_cmp_ps(largest, _mm256_setzero_ps(), _CMP_GT_OQ);
  return _mm256_movemask_ps(_mm256_and_ps(small, present)) != 0;
}

// Arithmetic of inference.

constexpr int vector_registers = 16;
constexpr int gemm_row_count = 6;
constexpr int gemm_columns = 16;
/// The most rows of a tile of dense products, and the sums that it keeps in registers.
constexpr int dense_rows = 4;
constexpr int dense_sums = 8;
/// Rows of the matrix that a product with a single row reads at once.
constexpr int dense_units = 8;
/// Bytes that are fetched ahead of each row that they read, 0 for none: a Zen 3 loses a quarter of its speed with 2048, a Zen 5 a sixth.
constexpr uintptr_t dense_ahead = 256;

inline Floats add(Floats a, Floats b) { return _mm256_add_ps(a, b); }
inline Floats subtract(Floats a, Floats b) { return _mm256_sub_ps(a, b); }
inline Floats multiply(Floats a, Floats b) { return _mm256_mul_ps(a, b); }
inline Floats divide(Floats a, Floats b) { return _mm256_div_ps(a, b); }
/// a * b + c, rounded once.
inline Floats multiply_add(Floats a, Floats b, Floats c) { return _mm256_fmadd_ps(a, b, c); }
inline float horizontal_sum(Floats value) {
  __m128 sum = _mm_add_ps(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1));
  sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
  return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}
/// The smaller one; b where a is a NaN.
/// A square of lanes x lanes the other way round.
inline void transpose(Floats (&rows)[lanes]) {
  Floats fours[lanes];
  for (int i = 0; i < lanes; i += 4) {
    const Floats a = _mm256_unpacklo_ps(rows[i], rows[i + 1]), b = _mm256_unpackhi_ps(rows[i], rows[i + 1]);
    const Floats c = _mm256_unpacklo_ps(rows[i + 2], rows[i + 3]), d = _mm256_unpackhi_ps(rows[i + 2], rows[i + 3]);
    fours[i] = _mm256_shuffle_ps(a, c, 0x44);
    fours[i + 1] = _mm256_shuffle_ps(a, c, 0xee);
    fours[i + 2] = _mm256_shuffle_ps(b, d, 0x44);
    fours[i + 3] = _mm256_shuffle_ps(b, d, 0xee);
  }
  for (int i = 0; i < 4; i++) {
    rows[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
    rows[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
  }
}
inline Floats smaller(Floats a, Floats b) { return _mm256_min_ps(a, b); }
/// Into [least, most]; NaNs pass.
inline Floats clamp(Floats value, Floats least, Floats most) {
  return _mm256_min_ps(most, _mm256_max_ps(least, value));
}
inline __m256i first_lanes(size_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
/// The first `count` (less than `lanes`) lanes; the others are 0 and are not touched in memory.
inline Floats load_some(const float* source, size_t count) { return _mm256_maskload_ps(source, first_lanes(count)); }
inline void store_some(float* sink, Floats value, size_t count) {
  _mm256_maskstore_ps(sink, first_lanes(count), value);
}

// Functions of elements.

typedef __m256 Mask;  // one answer for each lane

/// a < b; false where either is a NaN.
inline Mask below(Floats a, Floats b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
inline Floats choose(Mask mask, Floats yes, Floats no) { return _mm256_blendv_ps(no, yes, mask); }
inline Floats square_root(Floats value) { return _mm256_sqrt_ps(value); }
/// To the nearest integer, ties to even; downwards; upwards.
inline Floats round_even(Floats value) { return _mm256_round_ps(value, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
inline Floats round_down(Floats value) { return _mm256_round_ps(value, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
inline Floats round_up(Floats value) { return _mm256_round_ps(value, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC); }
/// Without the fraction; INT32_MIN for what does not fit, NaNs included.
inline Bits truncate(Floats value) { return _mm256_cvttps_epi32(value); }
inline Floats to_floats(Bits value) { return _mm256_cvtepi32_ps(value); }

// Of 32-bit integers; sums, differences, products and left shifts wrap around.
inline Bits add(Bits a, Bits b) { return _mm256_add_epi32(a, b); }
inline Bits subtract(Bits a, Bits b) { return _mm256_sub_epi32(a, b); }
inline Bits multiply(Bits a, Bits b) { return _mm256_mullo_epi32(a, b); }
inline Bits both(Bits a, Bits b) { return _mm256_and_si256(a, b); }
inline Bits either(Bits a, Bits b) { return _mm256_or_si256(a, b); }
inline Bits shift_left(Bits value, int count) { return _mm256_sll_epi32(value, _mm_cvtsi32_si128(count)); }
/// Arithmetic: rounds downwards.
inline Bits shift_right(Bits value, int count) { return _mm256_sra_epi32(value, _mm_cvtsi32_si128(count)); }
/// -1 where a > b, else 0.
inline Bits minus_one_above(Bits a, Bits b) { return _mm256_cmpgt_epi32(a, b); }
/// floor((a * b + 2^30) / 2^31); a and b are not both INT32_MIN.
inline Bits doubling_high_product(Bits a, Bits b) {
  const __m256i half = _mm256_set1_epi64x(1 << 30);
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(a, b), half);
  const __m256i odd = _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32)), half);
  return _mm256_blend_epi32(_mm256_srli_epi64(even, 31), _mm256_slli_epi64(odd, 1), 0xaa);
}

/// 64-bit integers, one for each lane.
typedef struct {
  __m256i even, odd;
} Wides;
inline Wides load_wides(const int64_t* source) {
  const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source));
  const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source + 4));
  return {_mm256_permute4x64_epi64(_mm256_unpacklo_epi64(low, high), 0xd8), _mm256_permute4x64_epi64(_mm256_unpackhi_epi64(low, high), 0xd8)};
}
/// The upper half of a * b + c in each lane.
inline Bits high_product(Bits a, Bits b, Wides c) {
  const __m256i even = _mm256_add_epi64(_mm256_mul_epi32(a, b), c.even);
  const __m256i odd = _mm256_add_epi64(_mm256_mul_epi32(_mm256_srli_epi64(a, 32), _mm256_srli_epi64(b, 32)), c.odd);
  return _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xaa);
}

/// 64-bit floats, one for each lane.
typedef struct {
  __m256d low, high;
} Doubles;
inline Doubles load_doubles(const double* source) { return {_mm256_loadu_pd(source), _mm256_loadu_pd(source + 4)}; }
/// value * factor as the nearest integer, halves away from zero, within 2^30 of zero. What is added is the largest number below a half:
/// a half would round up what lies just below one.
inline Bits rounded_product(Bits value, const Doubles& factor) {
  const auto rounded = [](__m128i four, __m256d by) {
    const __m256d bound = _mm256_set1_pd(1 << 30), sign = _mm256_set1_pd(-0.0), half = _mm256_set1_pd(0.49999999999999994);
    const __m256d product = _mm256_mul_pd(_mm256_cvtepi32_pd(four), by);
    const __m256d bounded = _mm256_max_pd(_mm256_min_pd(product, bound), _mm256_xor_pd(bound, sign));
    return _mm256_cvttpd_epi32(_mm256_add_pd(bounded, _mm256_or_pd(_mm256_and_pd(bounded, sign), half)));
  };
  const __m128i low = rounded(_mm256_castsi256_si128(value), factor.low), high = rounded(_mm256_extracti128_si256(value, 1), factor.high);
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/// value * 2^exponent; the exponent is an integer of magnitude 250 at most. Only the second product can round.
inline Floats times_power_of_two(Floats value, Floats exponent) {
  const __m256i whole = _mm256_cvtps_epi32(exponent), half = _mm256_srai_epi32(whole, 1);
  const auto power = [](__m256i n) {
    return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, _mm256_set1_epi32(127)), 23));
  };
  return _mm256_mul_ps(_mm256_mul_ps(value, power(half)), power(_mm256_sub_epi32(whole, half)));
}

/// Full vectors of narrow integers as 32-bit ones, and back when they fit.
inline Bits load_integers(const int8_t* source) {
  return _mm256_cvtepi8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(source)));
}
inline Bits load_integers(const uint8_t* source) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(source)));
}
inline Bits load_integers(const int16_t* source) {
  return _mm256_cvtepi16_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
}
inline Bits load_integers(const int32_t* source) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source));
}
inline void store_integers(int16_t* sink, Bits value) {
  const __m128i low = _mm256_castsi256_si128(value), high = _mm256_extracti128_si256(value, 1);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sink), _mm_packs_epi32(low, high));
}
inline void store_integers(int8_t* sink, Bits value) {
  const __m128i low = _mm256_castsi256_si128(value), high = _mm256_extracti128_si256(value, 1);
  const __m128i words = _mm_packs_epi32(low, high);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(sink), _mm_packs_epi16(words, words));
}
inline void store_integers(uint8_t* sink, Bits value) {
  const __m128i low = _mm256_castsi256_si128(value), high = _mm256_extracti128_si256(value, 1);
  const __m128i words = _mm_packs_epi32(low, high);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(sink), _mm_packus_epi16(words, words));
}
inline void store_integers(int32_t* sink, Bits value) { store(sink, value); }
/// A vector of bytes in equal parts to as many places; there may be 1, 2 or 4.
template <int parts>
inline void store_parts(void* const* sinks, __m256i bytes) {
  const __m128i low = _mm256_castsi256_si128(bytes), high = _mm256_extracti128_si256(bytes, 1);
  if constexpr (parts == 1) {
    store(sinks[0], bytes);
  } else if constexpr (parts == 2) {
    _mm_storeu_si128(static_cast<__m128i*>(sinks[0]), low);
    _mm_storeu_si128(static_cast<__m128i*>(sinks[1]), high);
  } else {
    _mm_storel_epi64(static_cast<__m128i*>(sinks[0]), low);
    _mm_storel_epi64(static_cast<__m128i*>(sinks[1]), _mm_unpackhi_epi64(low, low));
    _mm_storel_epi64(static_cast<__m128i*>(sinks[2]), high);
    _mm_storel_epi64(static_cast<__m128i*>(sinks[3]), _mm_unpackhi_epi64(high, high));
  }
}
/// Four vectors of any integers, clamped to [least, most] in that type of bytes.
inline __m256i clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, uint8_t) {
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  const __m256i bytes = _mm256_packus_epi16(_mm256_packs_epi32(values[0], values[1]), _mm256_packs_epi32(values[2], values[3]));
  const __m256i raised = _mm256_max_epu8(bytes, _mm256_set1_epi8(static_cast<char>(least)));
  return _mm256_permutevar8x32_epi32(_mm256_min_epu8(raised, _mm256_set1_epi8(static_cast<char>(most))), order);
}
inline __m256i clamped_bytes(const Bits (&values)[4], int32_t least, int32_t most, int8_t) {
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  const __m256i bytes = _mm256_packs_epi16(_mm256_packs_epi32(values[0], values[1]), _mm256_packs_epi32(values[2], values[3]));
  const __m256i raised = _mm256_max_epi8(bytes, _mm256_set1_epi8(static_cast<char>(least)));
  return _mm256_permutevar8x32_epi32(_mm256_min_epi8(raised, _mm256_set1_epi8(static_cast<char>(most))), order);
}

// Of 16-bit integers: exact products, sums in 32 bits that wrap around.

/// The most rows of a strip of gemm, and the columns of a panel.
constexpr int integer_rows = 6;
constexpr int integer_columns = 16;

typedef __m256i Words;  // 2 * lanes int16
typedef __m256i Pairs;  // two int16 for each lane

inline Words load_words(const int16_t* source) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(source)); }
inline Words load_words(const int8_t* source) {
  return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
}
inline Words load_words(const uint8_t* source) {
  return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
}
inline Words repeat_word(int16_t value) { return _mm256_set1_epi16(value); }
inline void store_words(int16_t* sink, Words value) { store(sink, value); }
inline Words add_words(Words a, Words b) { return _mm256_add_epi16(a, b); }
inline Words subtract_words(Words a, Words b) { return _mm256_sub_epi16(a, b); }
/// Adds the products of all words to the sum of the lanes; to which lane is up to the target.
inline Bits add_word_products(Bits sum, Words a, Words b) { return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b)); }
inline int32_t sum_of_integers(Bits value) {
  __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(value), _mm256_extracti128_si256(value, 1));
  sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
  return _mm_cvtsi128_si32(_mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1)));
}

/// Lane by lane two neighbouring elements.
inline Pairs load_pairs(const int16_t* source) { return load_words(source); }
inline Pairs load_pairs(const int8_t* source) { return load_words(source); }
/// The same two for every lane.
inline Pairs repeat_pair(const int16_t* source) {
  int32_t pair;
  memcpy(&pair, source, sizeof pair);
  return _mm256_set1_epi32(pair);
}
/// Adds both products of each lane to its sum.
inline Bits add_pair_products(Bits sum, Pairs a, Pairs b) { return _mm256_add_epi32(sum, _mm256_madd_epi16(a, b)); }
/// Elements of a with those of b at the same place; which half is in which part is known to store_paired.
inline Pairs pair_low(Words a, Words b) { return _mm256_unpacklo_epi16(a, b); }
inline Pairs pair_high(Words a, Words b) { return _mm256_unpackhi_epi16(a, b); }
/// Sums of such pairs in the order of the words.
inline void store_paired(int32_t* sink, Bits low, Bits high) {
  store(sink, _mm256_permute2x128_si256(low, high, 0x20));
  store(sink + lanes, _mm256_permute2x128_si256(low, high, 0x31));
}

/// Counts of 0 to 31 in each lane.
inline Bits shift_left_lanes(Bits value, Bits counts) { return _mm256_sllv_epi32(value, counts); }
inline Bits shift_right_lanes(Bits value, Bits counts) { return _mm256_srav_epi32(value, counts); }

// Of bytes.

constexpr size_t byte_lanes = 32;

typedef __m256i Bytes;  // four for each lane

inline Bytes load_bytes(const void* source) { return _mm256_loadu_si256(static_cast<const __m256i*>(source)); }
inline void store_bytes(void* sink, Bytes value) { store(sink, value); }
inline Bytes repeat_byte(uint8_t value) { return _mm256_set1_epi8(static_cast<char>(value)); }
/// As uint8.
inline Bytes larger_bytes(Bytes a, Bytes b) { return _mm256_max_epu8(a, b); }
inline Bytes flip_bits(Bytes bytes, Bytes flipped) { return _mm256_xor_si256(bytes, flipped); }
inline uint8_t largest_byte(Bytes bytes) {
  return largest_of_sixteen(_mm_max_epu8(_mm256_castsi256_si128(bytes), _mm256_extracti128_si256(bytes, 1)));
}
/// Adds all bytes, as uint8, to the sum of the lanes; to which lane is up to the target.
inline Bits add_bytes(Bits sum, Bytes bytes) { return _mm256_add_epi32(sum, _mm256_sad_epu8(bytes, _mm256_setzero_si256())); }

/// 256 entries.
typedef struct {
  Bytes parts[16];
} ByteTable;
inline ByteTable load_table(const uint8_t* entries) {
  ByteTable table;
  for (int p = 0; p < 16; p++) {
    table.parts[p] = _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(entries + 16 * p)));
  }
  return table;
}
/// Of parts [first, first + count) the one that the upper half of each byte tells, by its bits from the highest downwards.
template <int first = 0, int count = 16>
inline Bytes look_up(const ByteTable& table, Bytes low, const Bytes* high) {
  if constexpr (count == 1) return _mm256_shuffle_epi8(table.parts[first], low);
  else return _mm256_blendv_epi8(look_up<first, count / 2>(table, low, high + 1), look_up<first + count / 2, count / 2>(table, low, high + 1), *high);
}
/// The entry of each byte.
inline Bytes look_up(const ByteTable& table, Bytes bytes) {
  const Bytes high[4] = {bytes, _mm256_slli_epi16(bytes, 1), _mm256_slli_epi16(bytes, 2), _mm256_slli_epi16(bytes, 3)};
  return look_up(table, _mm256_and_si256(bytes, _mm256_set1_epi8(15)), high);
}

// Arithmetic of float16: no machine of this target has it. A target whose machines may have it defines
// HALFLITE_FLOAT16_ARITHMETIC where the compiler knows it, HALFLITE_FLOAT16_FUNCTION for functions that use it, the type
// HalfFloats of half_lanes = 2 * lanes numbers, and zero_halves, load_half_floats, repeat_half, multiply_add, low_floats and
// high_floats, which return half of the numbers as float32.

// Products of bytes (AVX-VNNI), which not every machine of this target has, nor every compiler knows. Such a target defines
// HALFLITE_BYTE_PRODUCTS, HALFLITE_BYTE_FUNCTION for functions that use them, and all of this.

#if HALFLITE_KNOWS_AVX_VNNI
#define HALFLITE_BYTE_PRODUCTS 1
#ifdef _MSC_VER
#define HALFLITE_BYTE_FUNCTION
#else
#define HALFLITE_BYTE_FUNCTION __attribute__((target("avxvnni")))
#endif

/// Whether the first factor is int8, not uint8; the second one is int8.
constexpr bool bytes_are_signed = false;

/// The most rows of a strip, and the vectors of columns of a panel; the most rows where so many vectors are all there are.
constexpr int byte_rows = 6;
constexpr int byte_vectors = 2;
constexpr int narrow_byte_rows = 6;
constexpr int narrow_byte_vectors = 2;

/// The same four for every lane.
inline Bytes repeat_bytes(const void* source) {
  int32_t bytes;
  memcpy(&bytes, source, sizeof bytes);
  return _mm256_set1_epi32(bytes);
}
/// Adds the four products of each lane to its sum, which wraps around.
HALFLITE_BYTE_FUNCTION inline Bits add_byte_products(Bits sum, Bytes a, Bytes b) { return _mm256_dpbusd_avx_epi32(sum, a, b); }

/// Bytes of a, b, c and d at the same place side by side, in four vectors; which place is in which lane is known to sort_zipped.
inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[4]) {
  const Bytes ab = _mm256_unpacklo_epi8(a, b), cd = _mm256_unpacklo_epi8(c, d);
  const Bytes more_ab = _mm256_unpackhi_epi8(a, b), more_cd = _mm256_unpackhi_epi8(c, d);
  sink[0] = _mm256_unpacklo_epi16(ab, cd);
  sink[1] = _mm256_unpackhi_epi16(ab, cd);
  sink[2] = _mm256_unpacklo_epi16(more_ab, more_cd);
  sink[3] = _mm256_unpackhi_epi16(more_ab, more_cd);
}
/// Half as many bytes, and the same of them.
inline Bytes load_few_bytes(const void* source) {
  return _mm256_permute4x64_epi64(_mm256_castsi128_si256(_mm_loadu_si128(static_cast<const __m128i*>(source))), 0x10);
}
inline void zip_bytes(Bytes a, Bytes b, Bytes c, Bytes d, Bytes (&sink)[2]) {
  const Bytes ab = _mm256_unpacklo_epi8(a, b), cd = _mm256_unpacklo_epi8(c, d);
  sink[0] = _mm256_unpacklo_epi16(ab, cd);
  sink[1] = _mm256_unpackhi_epi16(ab, cd);
}
inline void sort_zipped(Bits (&vectors)[2]) {
  const Bits a = vectors[0], b = vectors[1];
  vectors[0] = _mm256_permute2x128_si256(a, b, 0x20);
  vectors[1] = _mm256_permute2x128_si256(a, b, 0x31);
}
/// Such vectors, or sums of their bytes, in the order of the places.
inline void sort_zipped(Bits (&vectors)[4]) {
  const Bits a = vectors[0], b = vectors[1], c = vectors[2], d = vectors[3];
  vectors[0] = _mm256_permute2x128_si256(a, b, 0x20);
  vectors[1] = _mm256_permute2x128_si256(c, d, 0x20);
  vectors[2] = _mm256_permute2x128_si256(a, b, 0x31);
  vectors[3] = _mm256_permute2x128_si256(c, d, 0x31);
}
#endif

// Permutations of bytes: no machine of this target has them. A target whose machines may have them defines HALFLITE_BYTE_PERMUTATIONS where
// the compiler knows them, HALFLITE_PERMUTATION_FUNCTION for functions that use them, PermutationTable, load_permutation_table and look_up.

}  // namespace
}  // namespace halflite
