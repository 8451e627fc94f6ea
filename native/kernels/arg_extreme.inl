// Where the largest or smallest elements lie, written once over the vector contract.

#include "fixed_point.inl"
#include "kernels.h"
#include "loads.inl"

namespace halflite {
namespace {

/// The largest elements so far and their places, a lane each. Only a larger one takes the place: equals and NaNs do not.
struct LargestFloats {
  typedef float Number;
  Floats best;
  Bits places = repeat(0);

  explicit inline LargestFloats(Floats first) : best(first) {}
  inline void take(Floats value, Bits value_places) {
    const Mask is_larger = below(best, value);
    best = choose(is_larger, value, best);
    places = as_bits(choose(is_larger, as_floats(value_places), as_floats(places)));
  }
};
struct LargestIntegers {
  typedef int32_t Number;
  Bits best, places = repeat(0);

  explicit inline LargestIntegers(Floats first) : best(as_bits(first)) {}
  inline void take(Floats bits, Bits value_places) {
    const Bits value = as_bits(bits), is_larger = minus_one_above(value, best);
    best = larger(value, best);
    places = add(places, both(is_larger, subtract(value_places, places)));
  }
};

/// Elements as numbers of which the largest is looked for; those of integers are bits.
template <typename T>
struct Ordered {
  typedef LargestIntegers Largest;
  const Bits flips;

  explicit inline Ordered(bool largest) : flips(repeat(largest ? 0 : -1)) {}
  inline Floats operator()(const T* source, size_t count) const {
    const Bits value = count == lanes ? load_integers(source) : load_some_integers(source, count);
    return as_floats(subtract(either(value, flips), both(value, flips)));
  }
};
template <>
struct Ordered<float> {
  typedef LargestFloats Largest;
  const Floats sign;

  explicit inline Ordered(bool largest) : sign(repeat(largest ? 1.0f : -1.0f)) {}
  inline Floats operator()(const float* source, size_t count) const {
    return multiply(count == lanes ? load(source) : load_some(source, count), sign);
  }
};

/// Squares of rows are turned, so that every lane looks through a row. The last square reaches back over elements that were seen.
template <typename T>
inline Bits places_in_rows(const Ordered<T>& ordered, const T* source, size_t rows, size_t depth) {
  Floats square[lanes];
  const auto load_square = [&](size_t first, size_t count) {
#pragma GCC unroll 16
    for (size_t r = 0; r < lanes; r++) square[r] = ordered(source + (r < rows ? r : rows - 1) * depth + first, count);
    transpose(square);
  };
  const size_t width = depth < lanes ? depth : lanes;
  load_square(0, width);
  typename Ordered<T>::Largest largest(square[0]);
  for (size_t i = 1; i < width; i++) largest.take(square[i], repeat(static_cast<int32_t>(i)));
  for (size_t column = lanes; column < depth; column += lanes) {
    const size_t first = column + lanes > depth ? depth - lanes : column;
    load_square(first, lanes);
#pragma GCC unroll 16
    for (size_t i = 0; i < lanes; i++) largest.take(square[i], repeat(static_cast<int32_t>(first + i)));
  }
  return largest.places;
}

/// Every lane looks through a part of one row; all start with its first element.
template <typename T>
inline int32_t place_in_row(const Ordered<T>& ordered, const T* source, size_t depth) {
  typedef typename Ordered<T>::Largest Largest;
  T firsts[lanes];
  for (T& first : firsts) first = *source;
  Largest largest(ordered(firsts, lanes));
  for (size_t column = 0; column < depth; column += lanes) {
    const size_t first = column + lanes > depth ? depth - lanes : column;
    largest.take(ordered(source + first, lanes), add(repeat(static_cast<int32_t>(first)), load_integers(lane_numbers)));
  }
  typename Largest::Number best[lanes];
  int32_t places[lanes], found = 0;
  store(best, largest.best);
  store(places, largest.places);
  for (int l = 1; l < lanes; l++) {
    if (best[l] > best[found] || (best[l] == best[found] && places[l] < places[found])) found = l;
  }
  return places[found];
}

template <typename T>
inline Bits places_in_columns(const Ordered<T>& ordered, const T* source, size_t columns, size_t depth, size_t stride) {
  typename Ordered<T>::Largest largest(ordered(source, columns));
  for (size_t i = 1; i < depth; i++) largest.take(ordered(source + i * stride, columns), repeat(static_cast<int32_t>(i)));
  return largest.places;
}

/// Squares of less rows than that are slower than rows one by one.
constexpr size_t few_rows = lanes / 2;

template <typename T>
void find_extremes(bool largest, const T* source, int32_t* places, size_t count, size_t depth, size_t stride) {
  const Ordered<T> ordered(largest);
  for (size_t i = 0; i < count; i += lanes) {
    const size_t some = count - i < lanes ? count - i : lanes;
    if (stride == 1 && some < few_rows && depth >= lanes) {
      for (size_t r = 0; r < some; r++) places[i + r] = place_in_row(ordered, source + (i + r) * depth, depth);
      continue;
    }
    const Bits found = stride == 1 ? places_in_rows(ordered, source + i * depth, some, depth) : places_in_columns(ordered, source + i, some, depth, stride);
    if (some == lanes) store(places + i, found);
    else store_some_integers(places + i, found, some);
  }
}

void arg_extreme(ArgType type, bool largest, const void* source, int32_t* places, size_t count, size_t depth, size_t stride) {
  const auto find = [=]<typename T>(T*) { find_extremes(largest, static_cast<const T*>(source), places, count, depth, stride); };
  switch (type) {
    case ArgType::float32: return find(static_cast<float*>(nullptr));
    case ArgType::int32: return find(static_cast<int32_t*>(nullptr));
    case ArgType::int8: return find(static_cast<int8_t*>(nullptr));
    case ArgType::uint8: return find(static_cast<uint8_t*>(nullptr));
  }
}

}  // namespace
}  // namespace halflite
