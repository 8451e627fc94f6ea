// Instructions that not every machine of a target has and not every compiler knows: where one of these is defined, the target has
// functions that use them. See also detect.h.
#pragma once

#if defined(__clang__)
#define HALFLITE_KNOWS_AVX512_FP16 (__clang_major__ >= 14)
#define HALFLITE_KNOWS_NEON_FP16 (__clang_major__ >= 16)
#define HALFLITE_KNOWS_AVX512_VNNI (__clang_major__ >= 7)
#define HALFLITE_KNOWS_AVX512_VBMI 1
#define HALFLITE_KNOWS_AVX_VNNI (__clang_major__ >= 12)
#define HALFLITE_KNOWS_DOTPROD (__clang_major__ >= 16)
#elif defined(__GNUC__)
#define HALFLITE_KNOWS_AVX512_FP16 (__GNUC__ >= 12)
#define HALFLITE_KNOWS_NEON_FP16 1
#define HALFLITE_KNOWS_AVX512_VNNI (__GNUC__ >= 8)
#define HALFLITE_KNOWS_AVX512_VBMI 1
#define HALFLITE_KNOWS_AVX_VNNI (__GNUC__ >= 11)
#define HALFLITE_KNOWS_DOTPROD (__GNUC__ >= 9)
#elif defined(_MSC_VER)
#define HALFLITE_KNOWS_AVX512_FP16 0
#define HALFLITE_KNOWS_NEON_FP16 0
#define HALFLITE_KNOWS_AVX512_VNNI (_MSC_VER >= 1920)
#define HALFLITE_KNOWS_AVX512_VBMI (_MSC_VER >= 1920)
#define HALFLITE_KNOWS_AVX_VNNI (_MSC_VER >= 1930)
#define HALFLITE_KNOWS_DOTPROD 0
#else
#define HALFLITE_KNOWS_AVX512_FP16 0
#define HALFLITE_KNOWS_NEON_FP16 0
#define HALFLITE_KNOWS_AVX512_VNNI 0
#define HALFLITE_KNOWS_AVX512_VBMI 0
#define HALFLITE_KNOWS_AVX_VNNI 0
#define HALFLITE_KNOWS_DOTPROD 0
#endif
