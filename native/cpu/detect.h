// Which SIMD targets this CPU and operating system can run. One function per name in targets.json.
#pragma once

#include <cstddef>
#include <string>

namespace halflite::cpu {

/// Each returns "" when the target can run here, else why not: "CPU lacks avx512bw, avx512vl".
std::string avx512();
std::string avx2();
std::string neon();
std::string scalar();

/// The same for their float16 arithmetic; compilers may lack it, too.
std::string avx512_float16_arithmetic();
std::string avx2_float16_arithmetic();
std::string neon_float16_arithmetic();
std::string scalar_float16_arithmetic();

/// The same for their products of bytes.
std::string avx512_byte_products();
std::string avx2_byte_products();
std::string neon_byte_products();
std::string scalar_byte_products();

/// The same for permutations of bytes, which are tables of many entries.
std::string avx512_byte_permutations();
std::string avx2_byte_permutations();
std::string neon_byte_permutations();
std::string scalar_byte_permutations();

/// How many lines of one set the first-level data cache holds; 8 where that is not known.
std::size_t first_level_ways();

}  // namespace halflite::cpu
