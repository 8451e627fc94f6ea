// Statistics of every target against plain double arithmetic.

#include <cmath>
#include <cstring>
#include <limits>

#include "buffers.h"
#include "check.h"
#include "reference.h"

namespace halflite::test {
namespace {

/// Sums are accumulated in float within a block of 2048 values.
constexpr double accumulation = 1e-5;
/// Maxima are float values, a quotient of two for the relative error.
constexpr double elementwise = 2e-7;

bool near(double actual, double expected, double tolerance) {
  if (actual == expected) return true;  // infinities too
  return std::fabs(actual - expected) <= tolerance * std::fabs(expected);
}

void check_statistics(const char* what, const std::vector<float>& values) {
  for (const Overflow overflow : {Overflow::infinity, Overflow::clamp}) {
    const Statistics e = reference_statistics(values.data(), values.size(), overflow);
    for (const Target* target : runnable_targets()) {
      Statistics a = {};
      target->kernels->measure_float16(values.data(), values.size(), overflow, &a);
      const auto check = [&](const char* name, double actual, double expected, double tolerance) {
        CHECK(near(actual, expected, tolerance), "%s: %s, %s: %.17g, expected %.17g", target->name, what, name, actual,
              expected);
      };
      check("count", a.count, e.count, 0);
      check("overflow", a.overflow, e.overflow, 0);
      check("underflow", a.underflow, e.underflow, 0);
      check("subnormal", a.subnormal, e.subnormal, 0);
      check("nan", a.nan, e.nan, 0);
      check("infinity", a.infinity, e.infinity, 0);
      check("max_abs", a.max_abs, e.max_abs, 0);
      check("max_abs_error", a.max_abs_error, e.max_abs_error, elementwise);
      check("max_relative_error", a.max_relative_error, e.max_relative_error, elementwise);
      check("sum_squared_error", a.sum_squared_error, e.sum_squared_error, accumulation);
      check("sum_squares", a.sum_squares, e.sum_squares, accumulation);
      check("sum_products", a.sum_products, e.sum_products, accumulation);
    }
  }
}

std::vector<float> sparse(std::vector<float> values) {
  for (std::size_t i = 0; i < values.size(); i++) {
    if (i % 10 != 0) values[i] = i % 20 == 1 ? -0.0f : 0.0f;
  }
  return values;
}

std::vector<float> with(std::vector<float> values, float special) {
  for (std::size_t i = 3; i < values.size(); i += 5000) values[i] = special;
  return values;
}

constexpr std::size_t count = 20'011;

}  // namespace

void test_statistics() {
  Random random(4);
  for (const float scale : {1e-7f, 1e-5f, 1e-4f, 1e-2f, 1.0f, 1000.0f}) {
    check_statistics(format("normal, scale %g", static_cast<double>(scale)).c_str(), weights(random, count, scale));
  }
  check_statistics("sparse", sparse(weights(random, count, 0.05f)));
  check_statistics("constant", std::vector<float>(count, 0.1f));
  check_statistics("halves", std::vector<float>(count, 0.5f));
  check_statistics("zeros", std::vector<float>(count, 0.0f));
  check_statistics("nothing", {});
  for (std::size_t size = 1; size < 70; size++) check_statistics("short", weights(random, size, 0.05f));
}

void test_statistics_of_extremes() {
  Random random(5);
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float specials[] = {0x1p-14f, 0x1p-14f - 0x1p-25f, 0x1p-14f - 0x1p-24f - 0x1p-25f, 0x1p-24f, 0x1p-25f,
                            std::nextafter(0x1p-25f, 1.0f), std::nextafter(0x1p-25f, 0.0f),
                            std::nextafter(0x1p-14f - 0x1p-25f, 0.0f), 65504.0f, std::nextafter(65504.0f, infinity),
                            65519.99f, 65520.0f, 65536.0f, 1e9f, std::numeric_limits<float>::max(), 1e-12f, 1e-30f,
                            std::numeric_limits<float>::denorm_min(), infinity, nan};
  for (const float special : specials) {
    for (const float sign : {1.0f, -1.0f}) {
      const std::string name = format("special %.9g", static_cast<double>(sign * special));
      check_statistics(name.c_str(), with(weights(random, count, 0.05f), sign * special));
      check_statistics((name + " among halves").c_str(), with(std::vector<float>(count, 0.5f), sign * special));
      check_statistics((name + " only").c_str(), std::vector<float>(999, sign * special));
    }
  }
  for (const float scale : {1e-40f, 1e-36f, 1e-30f, 1e-20f, 1e-16f, 1e-12f, 3e4f, 1e6f, 1e20f, 1e37f}) {
    check_statistics(format("normal, scale %g", static_cast<double>(scale)).c_str(), weights(random, count, scale));
  }
  check_statistics("any floats", any_floats(random, count));
}

}  // namespace halflite::test
