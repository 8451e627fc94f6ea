// float32 <-> float16, written once over the vector contract (simd/*.h) and included by kernels/target.inl.

#include "float16_bits.h"
#include "float16_exact.inl"
#include "kernels.h"

namespace halflite {
namespace {

/// Calls body(i, n) over full vectors (n == lanes), then once over the rest (n < lanes).
template <typename Body>
inline void for_each_vector(size_t count, Body body) {
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) body(i, lanes);
  if constexpr (lanes > 1) {
    if (i < count) body(i, static_cast<int>(count - i));
  }
}

/// Elements past n are zeros.
inline Floats load_floats(const void* source, int n) {
  if (n == lanes) return load(source);
  float padded[lanes] = {};
  memcpy(padded, source, static_cast<size_t>(n) * sizeof(float));
  return load(padded);
}

inline Halves load_float16(const void* source, int n) {
  if (n == lanes) return load_halves(source);
  uint16_t padded[lanes] = {};
  memcpy(padded, source, static_cast<size_t>(n) * sizeof(uint16_t));
  return load_halves(padded);
}

template <bool streaming, typename Lane, typename Vector>
inline void store_vector(void* sink, Vector value, int n) {
  if (n == lanes) {
    if constexpr (streaming) stream(sink, value);
    else store(sink, value);
    return;
  }
  Lane padded[lanes];
  store(padded, value);
  memcpy(sink, padded, static_cast<size_t>(n) * sizeof(Lane));
}

/// A processor's own prefetching starts anew in every page, and a loop that also measures is too long for out-of-order
/// execution to hide that: it would wait for memory most of its time. Half a page ahead is early enough and fits the caches.
constexpr uintptr_t prefetch_distance = 2048;

inline void prefetch_ahead(const char* at) { prefetch(reinterpret_cast<uintptr_t>(at) + prefetch_distance); }

inline bool can_stream(const void* sink, Store store) {
  return store == Store::streaming && reinterpret_cast<uintptr_t>(sink) % 16 == 0;
}

/// Forward, each load before the store that could overwrite it: that is what makes it safe in place.
template <bool clamp, bool streaming>
void convert_to_float16(const char* source, char* sink, size_t count) {
  for_each_vector(count, [=](size_t i, int n) {
    prefetch_ahead(source + 4 * i);
    const Floats value = load_floats(source + 4 * i, n);
    store_vector<streaming, uint16_t>(sink + 2 * i, to_float16(clamp ? clamp_to_float16(value) : value), n);
  });
}

template <bool streaming>
void convert_to_float16(const char* source, char* sink, size_t count, Overflow overflow) {
  if (overflow == Overflow::clamp) convert_to_float16<true, streaming>(source, sink, count);
  else convert_to_float16<false, streaming>(source, sink, count);
}

template <bool streaming>
void convert_to_float32(const char* source, char* sink, size_t count) {
  for_each_vector(count, [=](size_t i, int n) {
    prefetch_ahead(source + 2 * i);
    store_vector<streaming, float>(sink + 4 * i, to_float32(load_float16(source + 2 * i, n)), n);
  });
}

// Thresholds on |v| as integers. A result is below 2^-14 (subnormal or zero) when v is below 2^-14 - 2^-25, the midpoint
// that rounds up to even, and it is zero when v is at most 2^-25, the midpoint that rounds down to even.
constexpr int32_t becomes_tiny = 0x387fe000;
constexpr int32_t becomes_zero = 0x33000001;
static_assert(0x387fe000 == 0x38800000 - 0x2000, "2^-14 - 2^-25, whose spacing is 2^-38");

/// float accumulators see this many values, then they are added to doubles: at most 512 additions a lane (on NEON), so
/// that a sum is off by 512 / 2 * 2^-24 = 1.5e-5 at the very worst, 1e-7 usually.
constexpr size_t statistics_block = 2048;

/// A lane whose sum of squares is smaller may have lost squares below float's range.
constexpr float smallest_sum = 0x1p-110f;

/// What is rare is looked at again in groups of so many values: small results to count, a new largest relative error.
constexpr size_t statistics_group = 128;

/// Accumulators of one block. They are right when every |v| <= 65504 and no square was lost.
struct BlockStatistics {
  Bits largest = {}, largest_error = {};
  Sums squared_errors = {}, squares = {}, products = {};
  Bits zeros = {}, vanished = {}, tiny = {};
  Floats quotient;  // the largest relative error so far, in every lane

  explicit inline BlockStatistics(Floats quotient_so_far) : quotient(quotient_so_far) {}

  inline bool exceptional() const {
    return any_above(largest, float16_max_bits) || any_lost(squared_errors, as_floats(largest_error), smallest_sum);
  }

  /// Adds a group of values; convert(i, value, n) gives the float16 results of the vector at i.
  template <typename Convert>
  inline void add(const char* source, size_t count, Convert convert) {
    Bits smallest = repeat(0x7fffffff), rises = {};
    for_each_vector(count, [&](size_t i, int n) {
      prefetch_ahead(source + 4 * i);
      const Floats value = load_floats(source + 4 * i, n);
      const Floats result = to_float32(convert(i, value, n));
      const Bits magnitude = magnitude_bits(value);
      const Bits error = magnitude_bits(difference(value, result));
      largest = larger(largest, magnitude);
      smallest = smaller(smallest, magnitude);
      largest_error = larger(largest_error, error);
      // A division for every value would cost more than all the rest: error - quotient * |v| > 0 says when to divide.
      rises = larger(rises, as_bits(minus_product(as_floats(error), quotient, as_floats(magnitude))));
      squared_errors = add_product(squared_errors, as_floats(error), as_floats(error));
      squares = add_product(squares, value, value);
      products = add_product(products, value, result);
    });
    if (any_above(rises, 0)) raise_quotient(source, count);
    if (any_below(smallest, becomes_tiny)) count_small(source, count);
  }

 private:
  void raise_quotient(const char* source, size_t count) {
    Floats best = quotient;
    for_each_vector(count, [&](size_t i, int n) {
      const Floats value = load_floats(source + 4 * i, n);
      const Bits error = magnitude_bits(difference(value, to_float32(to_float16(value))));
      best = larger_quotient(best, as_floats(error), as_floats(magnitude_bits(value)));
    });
    float quotients[lanes];
    store(quotients, best);
    float most = 0;
    for (const float lane : quotients) most = lane > most ? lane : most;
    quotient = repeat(most);
  }

  void count_small(const char* source, size_t count) {
    for_each_vector(count, [&](size_t i, int n) {
      const Bits magnitude = magnitude_bits(load_floats(source + 4 * i, n));
      zeros = count_below(zeros, magnitude, 1);
      vanished = count_below(vanished, magnitude, becomes_zero);
      tiny = count_below(tiny, magnitude, becomes_tiny);
    });
  }
};

/// Sums of the good blocks by lane; reduced once, at the end of a kernel call.
struct LaneTotals {
  double squared_errors[lanes] = {}, squares[lanes] = {}, products[lanes] = {};
  uint64_t zeros[lanes] = {}, vanished[lanes] = {}, tiny[lanes] = {};
  Bits largest = {}, largest_error = {};
  Floats quotient = {};

  inline void add(const BlockStatistics& block) {
    add_lanes<SumLane>(squared_errors, block.squared_errors);
    add_lanes<SumLane>(squares, block.squares);
    add_lanes<SumLane>(products, block.products);
    add_lanes<int32_t>(zeros, block.zeros);
    add_lanes<int32_t>(vanished, block.vanished);
    add_lanes<int32_t>(tiny, block.tiny);
    largest = larger(largest, block.largest);
    largest_error = larger(largest_error, block.largest_error);
    quotient = block.quotient;
  }

  void add_to(Statistics* s) const {
    float magnitudes[lanes], errors[lanes], quotients[lanes];
    store(magnitudes, as_floats(largest));
    store(errors, as_floats(largest_error));
    store(quotients, quotient);
    for (int lane = 0; lane < lanes; lane++) {
      s->underflow += static_cast<double>(vanished[lane] - zeros[lane]);
      s->subnormal += static_cast<double>(tiny[lane] - vanished[lane]);
      raise(&s->max_abs, magnitudes[lane]);
      raise(&s->max_abs_error, errors[lane]);
      raise(&s->max_relative_error, quotients[lane]);
      s->sum_squared_error += squared_errors[lane];
      s->sum_squares += squares[lane];
      s->sum_products += products[lane];
    }
  }

 private:
  template <typename Lane, typename Total, typename Vector>
  static inline void add_lanes(Total* totals, Vector vector) {
    Lane values[lanes];
    store(values, vector);
    for (int lane = 0; lane < lanes; lane++) totals[lane] += static_cast<Total>(values[lane]);
  }
};

/// One pass, block by block. `writes` tells whether results are stored.
template <bool writes, bool streaming>
void convert_with_statistics(const char* source, char* sink, size_t count, Overflow overflow, Statistics* statistics) {
  LaneTotals totals;
  for (size_t start = 0; start < count; start += statistics_block) {
    const size_t size = count - start < statistics_block ? count - start : statistics_block;
    const char* const from = source + 4 * start;
    char* const to = writes ? sink + 2 * start : nullptr;
    BlockStatistics block(totals.quotient);
    for (size_t group = 0; group < size; group += statistics_group) {
      const size_t group_size = size - group < statistics_group ? size - group : statistics_group;
      block.add(from + 4 * group, group_size, [=](size_t i, Floats value, int n) {
        const Halves result = to_float16(value);
        if constexpr (writes) store_vector<streaming, uint16_t>(to + 2 * (group + i), result, n);
        return result;
      });
    }
    if (!block.exceptional()) {
      totals.add(block);
      continue;
    }
    measure_exactly(from, size, overflow, statistics);
    // The loop above does not clamp: in a block that is not exceptional there is nothing to clamp.
    if (writes && overflow == Overflow::clamp) convert_to_float16<true, false>(from, to, size);
  }
  totals.add_to(statistics);
  statistics->count += static_cast<double>(count);
  if constexpr (streaming) finish_streaming();
}

void float16_from_float32(const void* source, void* sink, size_t count, Overflow overflow, Store store) {
  const char* const from = static_cast<const char*>(source);
  char* const to = static_cast<char*>(sink);
  if (!can_stream(sink, store)) return convert_to_float16<false>(from, to, count, overflow);
  convert_to_float16<true>(from, to, count, overflow);
  finish_streaming();
}

void float16_from_float32_with_statistics(const void* source, void* sink, size_t count, Overflow overflow, Store store,
                                          Statistics* statistics) {
  const char* const from = static_cast<const char*>(source);
  char* const to = static_cast<char*>(sink);
  if (can_stream(sink, store)) convert_with_statistics<true, true>(from, to, count, overflow, statistics);
  else convert_with_statistics<true, false>(from, to, count, overflow, statistics);
}

void measure_float16(const void* source, size_t count, Overflow overflow, Statistics* statistics) {
  convert_with_statistics<false, false>(static_cast<const char*>(source), nullptr, count, overflow, statistics);
}

void float32_from_float16(const void* source, void* sink, size_t count, Store store) {
  const char* const from = static_cast<const char*>(source);
  char* const to = static_cast<char*>(sink);
  if (!can_stream(sink, store)) return convert_to_float32<false>(from, to, count);
  convert_to_float32<true>(from, to, count);
  finish_streaming();
}

}  // namespace
}  // namespace halflite
