// Bilinear resizing, row by row, written once over the vector contract. Integers come out exactly as TensorFlow Lite has them.

#include "kernels.h"

namespace halflite {
namespace {

/// Vectors of elements: of floats as they are, of integers in 32 bits.
inline Floats load_elements(const float* source) { return load(source); }
inline void store_elements(float* sink, Floats value) { store(sink, value); }
template <typename T>
inline Bits load_elements(const T* source) {
  return load_integers(source);
}
template <typename T>
inline void store_elements(T* sink, Bits value) {
  store_integers(sink, value);
}

/// The same element of the four neighbours of a pixel.
template <typename T>
struct Corners {
  const T *a, *b, *c, *d;  ///< upper left, lower left, upper right, lower right
};

template <typename T>
inline Corners<T> corners_of(const ResizedRow& row, size_t x) {
  const T *upper = static_cast<const T*>(row.upper), *lower = static_cast<const T*>(row.lower);
  return {upper + row.left[x], lower + row.left[x], upper + row.right[x], lower + row.right[x]};
}

/// blend(a, b, c, d, fraction) blends vectors: here of the channels of one pixel, which are as many as lanes or more.
template <typename T, typename Blend>
inline void resize_channels(const ResizedRow& row, Blend blend) {
  T* sink = static_cast<T*>(row.sink);
  for (size_t x = 0; x < row.columns; x++, sink += row.channels) {
    const Corners<T> at = corners_of<T>(row, x);
    const Floats fraction = repeat(row.fraction[x]);
    const auto blend_from = [&](size_t i) {
      store_elements(sink + i, blend(load_elements(at.a + i), load_elements(at.b + i), load_elements(at.c + i),
                                     load_elements(at.d + i), fraction));
    };
    size_t i = 0;
    for (; i + lanes <= row.channels; i += lanes) blend_from(i);
    // The rest once more with what stands before it.
    if (i < row.channels) blend_from(row.channels - lanes);
  }
}

/// The corners of neighbouring elements side by side: several vectors of them, so that none is read right after it was written.
template <typename T>
struct CornerBlock {
  static constexpr size_t length = 64;
  T a[length] = {}, b[length] = {}, c[length] = {}, d[length] = {};
  float fraction[length] = {};

  void set(size_t i, const Corners<T>& at, size_t channel, float right) {
    a[i] = at.a[channel];
    b[i] = at.b[channel];
    c[i] = at.c[channel];
    d[i] = at.d[channel];
    fraction[i] = right;
  }
};

/// Pixels of fewer channels than a vector has lanes.
template <typename T, typename Blend>
inline void resize_pixels(const ResizedRow& row, Blend blend) {
  T* sink = static_cast<T*>(row.sink);
  CornerBlock<T> block;
  T blended[CornerBlock<T>::length];
  size_t x = 0, channel = 0;
  for (size_t left = row.columns * row.channels; left > 0;) {
    const size_t count = left < CornerBlock<T>::length ? left : CornerBlock<T>::length;
    Corners<T> at = corners_of<T>(row, x);
    for (size_t i = 0; i < count; i++) {
      block.set(i, at, channel, row.fraction[x]);
      if (++channel < row.channels) continue;
      channel = 0;
      if (++x < row.columns) at = corners_of<T>(row, x);
    }
    for (size_t i = 0; i < count; i += lanes) {
      store_elements(blended + i, blend(load_elements(block.a + i), load_elements(block.b + i), load_elements(block.c + i),
                                        load_elements(block.d + i), load(block.fraction + i)));
    }
    memcpy(sink, blended, count * sizeof(T));
    sink += count;
    left -= count;
  }
}

template <typename T, typename Blend>
inline void resize_elements(const ResizedRow& row, Blend blend) {
  if (row.channels < lanes) resize_pixels<T>(row, blend);
  else resize_channels<T>(row, blend);
}

inline void resize_float32(const ResizedRow& row) {
  const Floats one = repeat(1.0f), down = repeat(row.down), up = subtract(one, down);
  resize_elements<float>(row, [=](Floats a, Floats b, Floats c, Floats d, Floats right) {
    const Floats left = subtract(one, right);
    const Floats of_left = multiply_add(b, multiply(down, left), multiply(a, multiply(up, left)));
    return multiply_add(d, multiply(down, right), multiply_add(c, multiply(up, right), of_left));
  });
}

inline void resize_uint8(const ResizedRow& row) {
  const Floats one = repeat(1.0f), down = repeat(row.down), up = subtract(one, down);
  resize_elements<uint8_t>(row, [=](Bits a, Bits b, Bits c, Bits d, Floats right) {
    const Floats left = subtract(one, right);
    const Floats of_a = multiply(multiply(to_floats(a), up), left), of_b = multiply(multiply(to_floats(b), down), left);
    const Floats of_c = multiply(multiply(to_floats(c), up), right), of_d = multiply(multiply(to_floats(d), down), right);
    return truncate(add(add(add(add(of_a, of_b), of_c), of_d), repeat(0.5f)));
  });
}

constexpr int32_t fixed_one = 1024;
constexpr int fixed_bits = 10;

inline void resize_int8(const ResizedRow& row) {
  const Bits one = repeat(fixed_one), down = repeat(static_cast<int32_t>(row.down)), up = subtract(one, down);
  const Bits half = repeat(fixed_one * fixed_one / 2);
  resize_elements<int8_t>(row, [=](Bits a, Bits b, Bits c, Bits d, Floats fraction) {
    const Bits right = truncate(fraction), left = subtract(one, right);
    const Bits of_left = multiply(add(multiply(a, up), multiply(b, down)), left);
    const Bits sum = add(of_left, multiply(add(multiply(c, up), multiply(d, down)), right));
    // One less below 0, so that what lies in the middle is rounded away from 0.
    return shift_right(add(add(sum, half), shift_right(sum, 31)), 2 * fixed_bits);
  });
}

/// Their sums do not fit into 32 bits.
inline void resize_int16(const ResizedRow& row) {
  int16_t* sink = static_cast<int16_t*>(row.sink);
  const int64_t down = static_cast<int64_t>(row.down), up = fixed_one - down;
  constexpr int64_t half = fixed_one * fixed_one / 2;
  for (size_t x = 0; x < row.columns; x++, sink += row.channels) {
    const Corners<int16_t> at = corners_of<int16_t>(row, x);
    const int64_t right = static_cast<int64_t>(row.fraction[x]), left = fixed_one - right;
    for (size_t i = 0; i < row.channels; i++) {
      const int64_t sum = (at.a[i] * up + at.b[i] * down) * left + (at.c[i] * up + at.d[i] * down) * right;
      sink[i] = static_cast<int16_t>((sum + half + (sum >> 63)) >> (2 * fixed_bits));
    }
  }
}

void resize_row(ResizedType type, const ResizedRow& row) {
  switch (type) {
    case ResizedType::float32: return resize_float32(row);
    case ResizedType::uint8: return resize_uint8(row);
    case ResizedType::int8: return resize_int8(row);
    case ResizedType::int16: return resize_int16(row);
  }
}

}  // namespace
}  // namespace halflite
