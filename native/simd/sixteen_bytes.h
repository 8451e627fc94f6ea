// 16 bytes on x86, whatever the vectors of the target.
#pragma once

#include <immintrin.h>
#include <stdint.h>

namespace halflite {
namespace {

typedef __m128i Sixteen;

inline Sixteen load_sixteen(const void* source) { return _mm_loadu_si128(static_cast<const __m128i*>(source)); }
inline void store_sixteen(void* sink, Sixteen value) { _mm_storeu_si128(static_cast<__m128i*>(sink), value); }
/// Elements of a and b by turns, of their first halves and of their second ones. The third argument is for its type.
inline Sixteen zip_low(Sixteen a, Sixteen b, uint8_t) { return _mm_unpacklo_epi8(a, b); }
inline Sixteen zip_high(Sixteen a, Sixteen b, uint8_t) { return _mm_unpackhi_epi8(a, b); }
inline Sixteen zip_low(Sixteen a, Sixteen b, uint16_t) { return _mm_unpacklo_epi16(a, b); }
inline Sixteen zip_high(Sixteen a, Sixteen b, uint16_t) { return _mm_unpackhi_epi16(a, b); }

/// As uint8. There is an instruction for the smallest word.
inline uint8_t largest_of_sixteen(Sixteen bytes) {
  const __m128i flipped = _mm_xor_si128(bytes, _mm_set1_epi8(-1));
  return static_cast<uint8_t>(~_mm_cvtsi128_si32(_mm_minpos_epu16(_mm_min_epu8(flipped, _mm_srli_epi16(flipped, 8)))));
}

}  // namespace
}  // namespace halflite
