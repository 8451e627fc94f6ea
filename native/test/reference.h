// Definitions to hold the kernels to: slow, plain, and written differently on purpose.
#pragma once

#include <cstddef>
#include <cstdint>

#include "../kernels/kernels.h"

namespace halflite::test {

/// By integer arithmetic on exponent and significand.
std::uint16_t reference_float16(std::uint32_t float32_bits, Overflow overflow);

/// By ldexp. The sign and payload of a NaN are kept, and it is made quiet.
std::uint32_t reference_float32(std::uint16_t float16_bits);

/// Value after value in double.
Statistics reference_statistics(const float* values, std::size_t count, Overflow overflow);

}  // namespace halflite::test
