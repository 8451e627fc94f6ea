// Exact arithmetic on quantized elements against 64-bit integers, for every target.

#include <algorithm>
#include <cmath>

#include "../program/fixed_point.h"
#include "../program/sum_estimate.h"
#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

/// By 64-bit integers and doubles, rounded twice.
std::int32_t multiplied(std::int64_t x, FixedMultiplier factor) {
  const auto shifted = static_cast<std::int32_t>(static_cast<std::uint32_t>(x) << std::max(factor.shift, 0));
  const std::int64_t product = std::int64_t{shifted} * factor.multiplier + (std::int64_t{1} << 30);
  const auto high = static_cast<double>(product >> 31);
  return static_cast<std::int32_t>(std::round(std::ldexp(high, std::min(factor.shift, 0))));
}

std::int32_t bounded(std::int64_t x, std::int32_t least, std::int32_t most) {
  return static_cast<std::int32_t>(std::clamp<std::int64_t>(static_cast<std::int32_t>(x), least, most));
}

template <typename T>
std::vector<T> stored(Random& random, std::size_t count) {
  std::vector<T> values(count);
  for (T& value : values) value = static_cast<T>(random());
  return values;
}

template <typename T>
constexpr StoredType type_of() {
  return std::is_same_v<T, std::int8_t> ? StoredType::int8 : std::is_same_v<T, std::uint8_t> ? StoredType::uint8
         : sizeof(T) == 2 ? StoredType::int16 : StoredType::int32;
}

template <typename T>
void check_pairs(const Target& target, Random& random, std::size_t count) {
  constexpr std::int32_t least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max() - 5;
  const std::vector<T> a = stored<T>(random, count), b = stored<T>(random, count);
  GuardedBuffer buffer(sizeof(T) * count, 2);
  auto* const sink = reinterpret_cast<T*>(buffer.data());
  const BinaryRows<void> rows{a.data(), b.data(), 0, 0, 1, count > 20 ? 1u : 0u, sink, 1, count};
  const QuantizedSum sum{3, -7, 11, {1518500250, 0}, {1073741824, -1}, {1234567890, -18}, sizeof(T) == 1 ? 20 : 15, false, least, most, {}};
  const QuantizedProduct product{3, -7, 11, {1987654321, sizeof(T) == 1 ? -6 : -15}, least, most};
  target.kernels->quantized_sum(type_of<T>(), rows, sum);
  for (std::size_t i = 0; i < count; i++) {
    const std::int32_t y = b[i * rows.b_column];
    const std::int32_t x = multiplied(std::int64_t{a[i] - 3} << sum.left_shift, sum.a_factor);
    const std::int32_t scaled = multiplied(static_cast<std::int64_t>(y + 7) << sum.left_shift, sum.b_factor);
    CHECK(sink[i] == bounded(multiplied(std::int64_t{x} + scaled, sum.factor) + std::int64_t{11}, least, most),
          "sum on %s, %zu of %zu", target.name, i, count);
  }
  target.kernels->quantized_product(type_of<T>(), rows, product);
  for (std::size_t i = 0; i < count; i++) {
    const std::int64_t raw = std::int64_t{a[i] - 3} * (b[i * rows.b_column] + 7);
    CHECK(sink[i] == bounded(multiplied(raw, product.factor) + std::int64_t{11}, least, most), "product on %s, %zu of %zu",
          target.name, i, count);
  }
  CHECK(buffer.guards_intact(), "%s wrote outside of %zu", target.name, count);
}

/// Scales as those of models: the larger one of both operands is a half, the smaller one is a fraction of it, equal ones make halves to round.
QuantizedSum any_sum(Random& random, std::int32_t least) {
  const auto zero = [&] { return least + static_cast<std::int32_t>(random() % 256); };
  const bool is_even = random() % 4 == 0;
  const auto multiplier = [&] { return is_even ? 1 << 30 : static_cast<std::int32_t>((1 << 30) + random() % (1 << 30)); };
  QuantizedSum sum{};
  sum.a_zero = zero(), sum.b_zero = zero(), sum.zero = zero();
  sum.a_factor = {1 << 30, 0};
  sum.b_factor = {multiplier(), is_even ? 0 : -static_cast<std::int32_t>(random() % 8)};
  sum.factor = {multiplier(), -17 - static_cast<std::int32_t>(random() % 6)};
  sum.left_shift = 20;
  sum.subtracts = random() % 2 == 0;
  sum.least = least, sum.most = least + 255;
  return sum;
}

/// All pairs of bytes.
template <typename T>
void check_estimates(const Target& target, Random& random) {
  std::vector<T> a(65536), b(65536), sink(65536), exact(65536);
  for (std::size_t i = 0; i < a.size(); i++) a[i] = static_cast<T>(i / 256), b[i] = static_cast<T>(i);
  for (int times = 0; times < 50; times++) {
    QuantizedSum sum = any_sum(random, std::numeric_limits<T>::min());
    target.kernels->quantized_sum(type_of<T>(), {a.data(), b.data(), 0, 0, 1, 1, exact.data(), 1, a.size()}, sum);
    sum.estimate = sum_estimate(type_of<T>(), sum);
    CHECK(sum.estimate.bits > 0, "a sum has no estimate, shift %d", sum.factor.shift);
    target.kernels->quantized_sum(type_of<T>(), {a.data(), b.data(), 0, 0, 1, 1, sink.data(), 1, a.size()}, sum);
    for (std::size_t i = 0; i < a.size(); i++) CHECK(sink[i] == exact[i], "%s estimates %d and %d", target.name, a[i], b[i]);
  }
}

template <typename T>
void check_scales(const Target& target, Random& random, std::size_t count) {
  constexpr std::int32_t least = std::numeric_limits<T>::min(), most = std::numeric_limits<T>::max();
  std::vector<float> reals = weights(random, count, most / 40.0f);
  for (std::size_t i = 0; i + 1 < count; i += 5) reals[i] = std::nearbyint(reals[i]) / 2 + 0.25f;
  if (count > 3) reals[1] = NAN, reals[2] = 1e20f, reals[3] = -1e20f;
  GuardedBuffer buffer(sizeof(T) * count, 2), back(4 * count, 4);
  auto* const sink = reinterpret_cast<T*>(buffer.data());
  auto* const restored = reinterpret_cast<float*>(back.data());
  target.kernels->quantize(type_of<T>(), reals.data(), sink, count, 0.5f, 3, least, most);
  target.kernels->dequantize(type_of<T>(), sink, restored, count, 0.125f, 3);
  for (std::size_t i = 0; i < count; i++) {
    const float rounded = std::round(reals[i] / 0.5f);
    const bool fits = rounded >= -0x1p31f && rounded < 0x1p31f;
    const std::int64_t whole = fits ? static_cast<std::int64_t>(rounded) : INT32_MIN;
    CHECK(sink[i] == bounded(whole + 3, least, most), "quantize on %s: %g", target.name, static_cast<double>(reals[i]));
    CHECK(restored[i] == 0.125f * static_cast<float>(sink[i] - 3), "dequantize on %s, %zu of %zu", target.name, i, count);
  }
  CHECK(buffer.guards_intact() && back.guards_intact(), "%s wrote outside of %zu", target.name, count);
}

void check_rescaling(const Target& target, Random& random, std::size_t count) {
  const std::vector<std::int16_t> values = stored<std::int16_t>(random, count);
  GuardedBuffer buffer(count, 1);
  auto* const sink = reinterpret_cast<std::int8_t*>(buffer.data());
  const Rescaling r{-100, 4, {1800000000, -9}, {-1400000000, -11}, -120, 100};
  target.kernels->rescale(StoredType::int16, StoredType::int8, values.data(), sink, count, r);
  for (std::size_t i = 0; i < count; i++) {
    const std::int32_t value = values[i] + 100;
    const std::int32_t scaled = multiplied(value, value < 0 ? r.factor_below : r.factor);
    CHECK(sink[i] == bounded(std::int64_t{scaled} + 4, -120, 100), "rescale on %s: %d", target.name, values[i]);
  }
  CHECK(buffer.guards_intact(), "%s wrote outside of %zu", target.name, count);
}

/// What becomes of a float without its fraction in a type that saturates; NaNs are up to the type.
template <typename T>
T saturated(float x) {
  if (std::isnan(x)) return sizeof(T) == 4 ? std::numeric_limits<T>::max() : T{0};
  return static_cast<T>(std::clamp<double>(x, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}
template <>
std::int8_t saturated(float x) {
  const bool fits = x >= -0x1p31f && x < 0x1p31f;
  return static_cast<std::int8_t>(fits ? static_cast<std::int32_t>(x) : INT32_MIN);
}

template <typename T>
void check_truncation(const Target& target, Random& random, std::size_t count) {
  std::vector<float> values = any_floats(random, count);
  const std::vector<float> near = weights(random, count, 300);
  for (std::size_t i = 0; i < count; i += 2) values[i] = near[i];
  GuardedBuffer buffer(sizeof(T) * count, sizeof(T));
  auto* const sink = reinterpret_cast<T*>(buffer.data());
  target.kernels->integers_from_float32(type_of<T>(), values.data(), sink, count);
  for (std::size_t i = 0; i < count; i++) {
    CHECK(sink[i] == saturated<T>(values[i]), "%g on %s, %zu of %zu", static_cast<double>(values[i]), target.name, i, count);
  }
  CHECK(buffer.guards_intact(), "%s wrote outside of %zu", target.name, count);
}

void check_look_up(const Target& target, Random& random, std::size_t count) {
  const std::vector<std::uint8_t> table = stored<std::uint8_t>(random, 256), values = stored<std::uint8_t>(random, count);
  const auto check = [&](auto kernel, const char* name) {
    GuardedBuffer buffer(count, 1);
    auto* const sink = reinterpret_cast<std::uint8_t*>(buffer.data());
    kernel(table.data(), values.data(), sink, count);
    for (std::size_t i = 0; i < count; i++) CHECK(sink[i] == table[values[i]], "%s on %s, %zu of %zu", name, target.name, i, count);
    CHECK(buffer.guards_intact(), "%s on %s wrote outside of %zu", name, target.name, count);
  };
  check(target.kernels->look_up, "look_up");
  if (target.has_byte_permutations()) check(target.kernels->look_up_by_permutation, "look_up_by_permutation");
}

}  // namespace

void test_quantized() {
  Random random(12);
  for (const Target* target : runnable_targets()) {
    for (std::size_t count = 1; count <= 600; count += count < 40 ? 1 : 187) {
      check_pairs<std::int8_t>(*target, random, count);
      check_pairs<std::uint8_t>(*target, random, count);
      check_pairs<std::int16_t>(*target, random, count);
      check_scales<std::int8_t>(*target, random, count);
      check_scales<std::uint8_t>(*target, random, count);
      check_scales<std::int16_t>(*target, random, count);
      check_rescaling(*target, random, count);
      check_truncation<std::int8_t>(*target, random, count);
      check_truncation<std::uint8_t>(*target, random, count);
      check_truncation<std::int16_t>(*target, random, count);
      check_truncation<std::int32_t>(*target, random, count);
      check_look_up(*target, random, count);
    }
    check_estimates<std::int8_t>(*target, random);
    check_estimates<std::uint8_t>(*target, random);
  }
}

/// The scalar functions against doubles.
void test_fixed_point() {
  Random random(13);
  for (int i = 0; i < 100000; i++) {
    const auto x = static_cast<std::int32_t>(random()), y = static_cast<std::int32_t>(random());
    const int exponent = static_cast<int>(random() % 32);
    CHECK(rounding_shift_right(x, exponent) == static_cast<std::int32_t>(std::round(std::ldexp(x, -exponent))),
          "%d / 2^%d", x, exponent);
    CHECK(doubling_high_product(x, y) == (std::int64_t{x} * y + (1 << 30)) >> 31, "%d * %d", x, y);
    const std::uint32_t sum = static_cast<std::uint32_t>(random()) >> (exponent / 2) | 1;
    const FixedReciprocal inverse = reciprocal(sum, 12);
    const double want = std::ldexp(1.0, 31 - 12 + 12) / sum, found = std::ldexp(inverse.value, -inverse.shift - 31 + 12);
    CHECK(std::fabs(found / want - 1) < 1e-7, "1 / %u: %g instead of %g", sum, found, want);
    const std::int32_t square = static_cast<std::int32_t>(sum >> 1) | 2;
    // Five steps of Newton's method leave an error where the first guess is farthest off.
    const FixedMultiplier root = inverse_square_root(square);
    const double wanted_root = 1 / std::sqrt(double{square}), found_root = std::ldexp(root.multiplier, root.shift - 31);
    CHECK(std::fabs(found_root / wanted_root - 1) < 1e-5, "1 / sqrt(%d): %g instead of %g", square, found_root, wanted_root);
  }
}

}  // namespace halflite::test
