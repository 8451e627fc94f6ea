// Bilinear resizing, row by row, written once over the vector contract. Integers come out exactly as TensorFlow Lite has them.

#include "fixed_point.inl"
#include "kernels.h"

namespace halflite {
namespace {

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

/// How much of each corner; in vectors, and one after another.
struct FloatWeights {
  float a, b, c, d;

  static FloatWeights of(const ResizedRow& row, size_t x) {
    const float down = row.down, right = row.fraction[x];
    return {(1 - down) * (1 - right), down * (1 - right), (1 - down) * right, down * right};
  }
};

inline void resize_floats(const ResizedRow& row) {
  float* sink = static_cast<float*>(row.sink);
  for (size_t x = 0; x < row.columns; x++, sink += row.channels) {
    const Corners<float> at = corners_of<float>(row, x);
    const FloatWeights weight = FloatWeights::of(row, x);
    size_t i = 0;
    if (row.channels >= lanes) {
      const Floats a = repeat(weight.a), b = repeat(weight.b), c = repeat(weight.c), d = repeat(weight.d);
      for (; i + lanes <= row.channels; i += lanes) {
        const Floats left = multiply_add(load(at.b + i), b, multiply(load(at.a + i), a));
        store(sink + i, multiply_add(load(at.d + i), d, multiply_add(load(at.c + i), c, left)));
      }
    }
    for (; i < row.channels; i++) {
      sink[i] = at.a[i] * weight.a + at.b[i] * weight.b + at.c[i] * weight.c + at.d[i] * weight.d;
    }
  }
}

/// Vectors of elements, and one vector more for the rest of them. `blend` takes and gives vectors of 32-bit integers.
template <typename T, typename Blend>
inline void resize_integers(const Corners<T>& at, T* sink, size_t channels, Blend blend) {
  size_t i = 0;
  for (; i + lanes <= channels; i += lanes) {
    store_integers(sink + i, blend(load_integers(at.a + i), load_integers(at.b + i), load_integers(at.c + i), load_integers(at.d + i)));
  }
  if (lanes == 1 || i == channels) return;
  const size_t rest = channels - i;
  store_some_integers(sink + i,
                      blend(load_some_integers(at.a + i, rest), load_some_integers(at.b + i, rest),
                            load_some_integers(at.c + i, rest), load_some_integers(at.d + i, rest)),
                      rest);
}

inline void resize_uint8(const ResizedRow& row) {
  uint8_t* sink = static_cast<uint8_t*>(row.sink);
  const Floats down = repeat(row.down), up = repeat(1 - row.down), half = repeat(0.5f);
  for (size_t x = 0; x < row.columns; x++, sink += row.channels) {
    const Floats right = repeat(row.fraction[x]), left = repeat(1 - row.fraction[x]);
    resize_integers(corners_of<uint8_t>(row, x), sink, row.channels, [=](Bits a, Bits b, Bits c, Bits d) {
      const Floats of_a = multiply(multiply(to_floats(a), up), left), of_b = multiply(multiply(to_floats(b), down), left);
      const Floats of_c = multiply(multiply(to_floats(c), up), right), of_d = multiply(multiply(to_floats(d), down), right);
      return truncate(add(add(add(add(of_a, of_b), of_c), of_d), half));
    });
  }
}

constexpr int32_t fixed_one = 1024;
constexpr int fixed_bits = 10;

inline void resize_int8(const ResizedRow& row) {
  int8_t* sink = static_cast<int8_t*>(row.sink);
  const int32_t down = static_cast<int32_t>(row.down), up = fixed_one - down;
  const Bits half = repeat(fixed_one * fixed_one / 2);
  for (size_t x = 0; x < row.columns; x++, sink += row.channels) {
    const int32_t right = static_cast<int32_t>(row.fraction[x]), left = fixed_one - right;
    const Bits of_a = repeat(up * left), of_b = repeat(down * left), of_c = repeat(up * right), of_d = repeat(down * right);
    resize_integers(corners_of<int8_t>(row, x), sink, row.channels, [=](Bits a, Bits b, Bits c, Bits d) {
      const Bits sum = add(add(multiply(a, of_a), multiply(b, of_b)), add(multiply(c, of_c), multiply(d, of_d)));
      // One less below 0, so that what lies in the middle is rounded away from 0.
      return shift_right(add(add(sum, half), shift_right(sum, 31)), 2 * fixed_bits);
    });
  }
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
    case ResizedType::float32: return resize_floats(row);
    case ResizedType::uint8: return resize_uint8(row);
    case ResizedType::int8: return resize_int8(row);
    case ResizedType::int16: return resize_int16(row);
  }
}

}  // namespace
}  // namespace halflite
