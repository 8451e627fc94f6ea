// Arithmetic on quantized elements, exact, written once over the vector contract.

#include "fixed_point.inl"
#include "kernels.h"

namespace halflite {
namespace {

/// sink = function(source), element by element.
template <typename From, typename To, typename Function>
inline void map_integers(const From* source, To* sink, size_t count, Function function) {
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) store_integers(sink + i, function(load_integers(source + i)));
  if (lanes == 1 || i == count) return;
  store_some_integers(sink + i, function(load_some_integers(source + i, count - i)), count - i);
}

template <typename To, typename Function>
inline void integers_of_floats(const float* source, To* sink, size_t count, Function function) {
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) store_integers(sink + i, function(load(source + i)));
  if (lanes > 1 && i < count) store_some_integers(sink + i, function(load_some(source + i, count - i)), count - i);
}

/// A vector of an operand of a row, the rest of it where `count` is not `lanes`, or its one element.
template <typename T>
inline Bits load_operand(const T* row, size_t step, size_t i, size_t count) {
  if (step == 0) return repeat(static_cast<int32_t>(*row));
  return count == lanes ? load_integers(row + i) : load_some_integers(row + i, count);
}

/// `function` takes a vector of each operand. `begin(a, b, sink)` does the first columns of a row in a way of its own, and returns how many.
template <typename T, typename Begin, typename Function>
void quantized_rows(const BinaryRows<void>& rows, Begin begin, Function function) {
  const T *a = static_cast<const T*>(rows.a), *b = static_cast<const T*>(rows.b);
  T* sink = static_cast<T*>(rows.sink);
  for (size_t row = 0; row < rows.rows; row++, a += rows.a_row, b += rows.b_row, sink += rows.columns) {
    for (size_t i = begin(a, b, sink); i < rows.columns; i += lanes) {
      const size_t count = rows.columns - i < lanes ? rows.columns - i : lanes;
      const Bits x = load_operand(a, rows.a_column, i, count), y = load_operand(b, rows.b_column, i, count);
      const Bits result = function(x, y);
      if (count == lanes) store_integers(sink + i, result);
      else store_some_integers(sink + i, result, count);
    }
  }
}

/// Calls body with a null pointer of the element type.
template <typename Body>
inline void with_stored_type(StoredType type, Body body) {
  switch (type) {
    case StoredType::int8: return body(static_cast<int8_t*>(nullptr));
    case StoredType::uint8: return body(static_cast<uint8_t*>(nullptr));
    case StoredType::int16: return body(static_cast<int16_t*>(nullptr));
    case StoredType::int32: return body(static_cast<int32_t*>(nullptr));
  }
}

/// Before it is clamped.
inline Bits sum_of(const QuantizedSum& sum, Bits x, Bits y) {
  const Bits a = multiply_fixed(shift_left(subtract(x, repeat(sum.a_zero)), sum.left_shift), sum.a_factor);
  const Bits b = multiply_fixed(shift_left(subtract(y, repeat(sum.b_zero)), sum.left_shift), sum.b_factor);
  return add(multiply_fixed(sum.subtracts ? subtract(a, b) : add(a, b), sum.factor), repeat(sum.zero));
}

/// As many columns of a row as there are whole groups of four vectors. A group with an estimate that may be off is summed the long way.
template <typename T>
inline size_t add_by_estimates(const BinaryRows<void>& rows, const QuantizedSum& sum, const T* a, const T* b, T* sink) {
  const SumEstimate estimate = sum.estimate;
  const Bits a_factor = repeat(estimate.a_factor), b_factor = repeat(estimate.b_factor), start = repeat(estimate.start);
  const Bits shifted_out = repeat((1 << estimate.bits) - 1);
  size_t i = 0;
  for (; i + 4 * lanes <= rows.columns; i += 4 * lanes) {
    Bits x[4], y[4], results[4], least_sure = shifted_out;
#pragma GCC unroll 4
    for (int v = 0; v < 4; v++) {
      x[v] = load_operand(a, rows.a_column, i + v * lanes, lanes);
      y[v] = load_operand(b, rows.b_column, i + v * lanes, lanes);
      const Bits total = add(add(multiply(x[v], a_factor), start), multiply(y[v], b_factor));
      results[v] = shift_right(total, estimate.bits);
      least_sure = smaller(least_sure, both(total, shifted_out));
    }
    if (any_below(least_sure, estimate.unsure)) {
      for (int v = 0; v < 4; v++) results[v] = sum_of(sum, x[v], y[v]);
    }
    void* const place = sink + i;
    store_parts<1>(&place, clamped_bytes(results, sum.least, sum.most, T{}));
  }
  return i;
}

void quantized_sum(StoredType type, const BinaryRows<void>& rows, const QuantizedSum& sum) {
  with_stored_type(type, [&]<typename T>(T*) {
    const auto begin = [&](const T* a, const T* b, T* sink) -> size_t {
      if constexpr (sizeof(T) == 1) {
        if (sum.estimate.bits > 0) return add_by_estimates(rows, sum, a, b, sink);
      }
      return 0;
    };
    quantized_rows<T>(rows, begin, [&](Bits x, Bits y) { return clamp_integers(sum_of(sum, x, y), sum.least, sum.most); });
  });
}

void quantized_product(StoredType type, const BinaryRows<void>& rows, const QuantizedProduct& product) {
  with_stored_type(type, [&]<typename T>(T*) {
    const auto begin = [](const T*, const T*, T*) { return size_t{0}; };
    quantized_rows<T>(rows, begin, [&](Bits x, Bits y) {
      const Bits raw = multiply(subtract(x, repeat(product.a_zero)), subtract(y, repeat(product.b_zero)));
      const Bits scaled = multiply_fixed(raw, product.factor);
      return clamp_integers(add(scaled, repeat(product.zero)), product.least, product.most);
    });
  });
}

void rescale(StoredType from, StoredType to, const void* source, void* sink, size_t count, const Rescaling& r) {
  const bool is_one_factor = r.factor.multiplier == r.factor_below.multiplier && r.factor.shift == r.factor_below.shift;
  with_stored_type(from, [&]<typename From>(From*) {
    with_stored_type(to, [&]<typename To>(To*) {
      map_integers(static_cast<const From*>(source), static_cast<To*>(sink), count, [&](Bits x) {
        const Bits value = subtract(x, repeat(r.from_zero)), up = multiply_fixed(value, r.factor);
        const Bits down = is_one_factor ? up : multiply_fixed(value, r.factor_below);
        const Bits scaled = add(up, both(shift_right(value, 31), subtract(down, up)));
        return clamp_integers(add(scaled, repeat(r.to_zero)), r.least, r.most);
      });
    });
  });
}

/// To the nearest integer, half away from zero: 0.5 less half an ULP carries no smaller fraction over.
inline Bits round_half_away(Floats value) {
  const Bits half = either(both(as_bits(value), repeat(INT32_MIN)), as_bits(repeat(0x1.fffffep-2f)));
  return truncate(add(value, as_floats(half)));
}

void quantize(StoredType to, const float* source, void* sink, size_t count, float scale, int32_t zero, int32_t least,
              int32_t most) {
  with_stored_type(to, [&]<typename T>(T*) {
    integers_of_floats(source, static_cast<T*>(sink), count, [=](Floats x) {
      return clamp_integers(add(round_half_away(divide(x, repeat(scale))), repeat(zero)), least, most);
    });
  });
}

void dequantize(StoredType from, const void* source, float* sink, size_t count, float scale, int32_t zero) {
  with_stored_type(from, [&]<typename T>(T*) {
    const T* const in = static_cast<const T*>(source);
    const auto real = [=](Bits x) { return multiply(to_floats(subtract(x, repeat(zero))), repeat(scale)); };
    size_t i = 0;
    for (; i + lanes <= count; i += lanes) store(sink + i, real(load_integers(in + i)));
    if (lanes > 1 && i < count) store_some(sink + i, real(load_some_integers(in + i, count - i)), count - i);
  });
}

/// Without the fraction. Types that are 16 bits wide, or unsigned, saturate and have 0 for NaN; int32 saturates and has its largest
/// number; int8 keeps the low bits of an int32, which is INT32_MIN for what has no place there.
template <typename T>
inline Bits truncated(Floats x) {
  if constexpr (sizeof(T) == 4) {
    return as_bits(choose(below(x, repeat(0x1p31f)), as_floats(truncate(x)), as_floats(repeat(INT32_MAX))));
  } else if constexpr (T(-1) < 0 && sizeof(T) == 1) {
    return shift_right(shift_left(truncate(x), 24), 24);
  } else {
    constexpr float least = sizeof(T) == 1 ? 0 : -32768, most = sizeof(T) == 1 ? 255 : 32767;
    const Bits is_number = minus_one_above(repeat(0x7f800001), magnitude_bits(x));
    return truncate(clamp(as_floats(both(as_bits(x), is_number)), repeat(least), repeat(most)));
  }
}

void integers_from_float32(StoredType to, const float* source, void* sink, size_t count) {
  with_stored_type(to, [&]<typename T>(T*) { integers_of_floats(source, static_cast<T*>(sink), count, [](Floats x) { return truncated<T>(x); }); });
}

}  // namespace
}  // namespace halflite
