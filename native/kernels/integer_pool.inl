// Pooling of integers, one window at a time. Plain loops over channels: the compiler makes vectors of them.

#include "kernels.h"

namespace halflite {
namespace {

constexpr size_t pool_channels = 256;

/// Half away from zero. The quotient of doubles is exact enough: numerators are below 2^31.
inline int32_t rounded_mean(int32_t sum, int32_t half, double count) {
  const int32_t numerator = sum > 0 ? sum + half : sum - half;
  return static_cast<int32_t>(numerator / count);
}

template <typename T, bool largest>
inline void pool_block(const IntegerPool& pool, size_t channel, size_t channels) {
  int32_t results[pool_channels];
  const int32_t start = largest ? pool.least : 0;
  for (size_t c = 0; c < channels; c++) results[c] = start;
  for (size_t i = 0; i < pool.rows; i++) {
    const T* source = static_cast<const T*>(pool.source) + i * pool.row_stride + channel;
    for (size_t j = 0; j < pool.taps; j++, source += pool.channels) {
      for (size_t c = 0; c < channels; c++) {
        if constexpr (largest) results[c] = source[c] > results[c] ? source[c] : results[c];
        else results[c] += source[c];
      }
    }
  }
  T* const sink = static_cast<T*>(pool.sink) + channel;
  const size_t count = pool.rows * pool.taps;
  const int32_t half = static_cast<int32_t>(count / 2), least = pool.least, most = pool.most;
  const double divisor = static_cast<double>(count);
  for (size_t c = 0; c < channels; c++) {
    const int32_t value = largest ? results[c] : rounded_mean(results[c], half, divisor);
    sink[c] = static_cast<T>(value < least ? least : value > most ? most : value);
  }
}

template <typename T>
inline void pool_window_of(const IntegerPool& pool) {
  for (size_t c = 0; c < pool.channels; c += pool_channels) {
    const size_t channels = pool.channels - c < pool_channels ? pool.channels - c : pool_channels;
    if (pool.largest) pool_block<T, true>(pool, c, channels);
    else pool_block<T, false>(pool, c, channels);
  }
}

void integer_pool(const IntegerPool& pool) {
  switch (pool.kind) {
    case StoredType::int8: return pool_window_of<int8_t>(pool);
    case StoredType::uint8: return pool_window_of<uint8_t>(pool);
    default: return pool_window_of<int16_t>(pool);
  }
}

}  // namespace
}  // namespace halflite
