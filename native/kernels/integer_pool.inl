// Pooling of integers. Plain loops over channels: the compiler makes vectors of them. Maxima of bytes are quicker with
// vectors that stay in registers.

#include "byte_reduce.inl"
#include "kernels.h"

namespace halflite {
namespace {

constexpr size_t pool_channels = 256;

/// Half away from zero. The quotient of doubles is exact enough: numerators are below 2^31.
inline int32_t rounded_mean(int32_t sum, int32_t half, double count) {
  const int32_t numerator = sum > 0 ? sum + half : sum - half;
  return static_cast<int32_t>(numerator / count);
}

/// Of one window. Maxima are elements of the type, sums have 32 bits.
template <typename T, typename Result>
inline void pool_block(const IntegerPool& pool, const T* source, T* sink, size_t channels) {
  constexpr bool largest = sizeof(Result) == sizeof(T);
  Result results[pool_channels];
  const Result start = static_cast<Result>(largest ? pool.least : 0);
  for (size_t c = 0; c < channels; c++) results[c] = start;
  for (size_t i = 0; i < pool.rows; i++) {
    const T* tap = source + i * pool.row_stride;
    for (size_t j = 0; j < pool.taps; j++, tap += pool.channels) {
      for (size_t c = 0; c < channels; c++) {
        if constexpr (largest) results[c] = tap[c] > results[c] ? tap[c] : results[c];
        else results[c] += tap[c];
      }
    }
  }
  const size_t count = pool.rows * pool.taps;
  const int32_t half = static_cast<int32_t>(count / 2), least = pool.least, most = pool.most;
  const double divisor = static_cast<double>(count);
  for (size_t c = 0; c < channels; c++) {
    const int32_t value = largest ? results[c] : rounded_mean(results[c], half, divisor);
    sink[c] = static_cast<T>(value < least ? least : value > most ? most : value);
  }
}

template <typename T>
inline void pool_windows_of(const IntegerPool& pool) {
  const T* source = static_cast<const T*>(pool.source);
  T* sink = static_cast<T*>(pool.sink);
  for (size_t w = 0; w < pool.windows; w++, source += pool.window_step, sink += pool.channels) {
    for (size_t c = 0; c < pool.channels; c += pool_channels) {
      const size_t channels = pool.channels - c < pool_channels ? pool.channels - c : pool_channels;
      if (pool.largest) pool_block<T, T>(pool, source + c, sink + c, channels);
      else pool_block<T, int32_t>(pool, source + c, sink + c, channels);
    }
  }
}

/// Of at least one vector of channels; the last one begins early enough to be whole. Flipped bytes are ordered as uint8, and the smaller one of two
/// is the larger one of those with all bits flipped.
inline void pool_largest_bytes(const IntegerPool& pool, uint8_t flip) {
  const Bytes flipped = repeat_byte(flip), inverse = repeat_byte(0xff), back = repeat_byte(flip ^ 0xff);
  const Bytes least = repeat_byte(static_cast<uint8_t>(pool.least) ^ flip), most = repeat_byte(static_cast<uint8_t>(pool.most) ^ flip ^ 0xff);
  const size_t rows = pool.rows, taps = pool.taps, channels = pool.channels, row_stride = pool.row_stride;
  for (size_t w = 0; w < pool.windows; w++) {
    const uint8_t* const source = static_cast<const uint8_t*>(pool.source) + w * pool.window_step;
    uint8_t* const sink = static_cast<uint8_t*>(pool.sink) + w * channels;
    for (size_t c = 0; c < channels; c += byte_lanes) {
      const size_t at = channels - c < byte_lanes ? channels - byte_lanes : c;
      Bytes largest = least;
      for (size_t i = 0; i < rows; i++) {
        const uint8_t* tap = source + at + i * row_stride;
        for (size_t j = 0; j < taps; j++, tap += channels) largest = larger_bytes(largest, flip_bits(load_bytes(tap), flipped));
      }
      store_bytes(sink + at, flip_bits(larger_bytes(flip_bits(largest, inverse), most), back));
    }
  }
}

void integer_pool(const IntegerPool& pool) {
  if (lanes > 1 && pool.largest && pool.kind != StoredType::int16 && pool.channels >= byte_lanes) {
    return pool_largest_bytes(pool, flipped_bits(Reduction::maximum, pool.kind));
  }
  switch (pool.kind) {
    case StoredType::int8: return pool_windows_of<int8_t>(pool);
    case StoredType::uint8: return pool_windows_of<uint8_t>(pool);
    default: return pool_windows_of<int16_t>(pool);
  }
}

}  // namespace
}  // namespace halflite
