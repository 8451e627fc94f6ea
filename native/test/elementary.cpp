// Functions of float32 elements against the C library in double, for every target. The bounds are those that
// native/kernels/elementary.inl states.

#include <cmath>
#include <cstring>
#include <limits>

#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

double gelu(double x) { return 0.5 * x * std::erfc(-x / std::sqrt(2.0)); }
double gelu_by_tanh(double x) { return 0.5 * x * (1 + std::tanh(std::sqrt(2 / M_PI) * (x + 0.044715 * x * x * x))); }
double hard_swish(double x) { return x * std::fmin(6, std::fmax(0, x + 3)) / 6; }

struct Function {
  const char* name;
  UnaryFunction function;
  double (*exact)(double);
  /// Allowed: so many ULP of the result, or so much times |x| + 1e-37.
  double ulps, absolute;
  /// The largest magnitude that it knows.
  float most = std::numeric_limits<float>::infinity();
};

const Function functions[] = {
    {"exp", UnaryFunction::exp, std::exp, 2, 0},
    {"elu", UnaryFunction::elu, [](double x) { return x < 0 ? std::expm1(x) : x; }, 3, 0},
    {"log", UnaryFunction::log, std::log, 2, 0},
    {"tanh", UnaryFunction::tanh, std::tanh, 4, 0},
    {"logistic", UnaryFunction::logistic, [](double x) { return 1 / (1 + std::exp(-x)); }, 4, 0},
    {"gelu", UnaryFunction::gelu, gelu, 4, 0x1p-22},
    {"gelu by tanh", UnaryFunction::gelu_by_tanh, gelu_by_tanh, 4, 0x1p-22},
    {"hard_swish", UnaryFunction::hard_swish, hard_swish, 3, 0},
    {"abs", UnaryFunction::abs, std::fabs, 0, 0},
    {"neg", UnaryFunction::neg, [](double x) { return -x; }, 0, 0},
    {"sign", UnaryFunction::sign, [](double x) { return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0; }, 0, 0},
    {"sqrt", UnaryFunction::sqrt, std::sqrt, 0.5, 0},
    {"rsqrt", UnaryFunction::rsqrt, [](double x) { return 1 / std::sqrt(x); }, 1.5, 0},
    {"square", UnaryFunction::square, [](double x) { return x * x; }, 0.5, 0},
    {"ceil", UnaryFunction::ceil, std::ceil, 0, 0},
    {"floor", UnaryFunction::floor, std::floor, 0, 0},
    {"round", UnaryFunction::round, std::nearbyint, 0, 0},
    {"sin", UnaryFunction::sin, std::sin, 2, 0, most_angle},
    {"swish", UnaryFunction::swish, [](double x) { return x / (1 + std::exp(-x)); }, 5, 0x1p-148},
    {"cos", UnaryFunction::cos, std::cos, 2, 0, most_angle},
};

/// Distance in units of the last place of the exact result, rounded to float32.
double ulps_between(float result, double exact) {
  const auto nearest = static_cast<float>(exact);
  if (result == nearest || (std::isnan(result) && std::isnan(nearest))) return 0;
  if (!std::isfinite(result) || !std::isfinite(nearest)) {
    // At the end of the range an ULP decides between the largest number and infinity.
    const float finite = std::isfinite(result) ? result : nearest;
    return std::fabs(finite) == std::numeric_limits<float>::max() && std::signbit(result) == std::signbit(nearest) ? 1 : 1e9;
  }
  int exponent;
  std::frexp(std::fmax(std::fabs(exact), 0x1p-126), &exponent);
  return std::fabs(result - exact) / std::ldexp(1.0, exponent - 24);
}

void check_function(const Target& target, const Function& f, const std::vector<float>& values) {
  std::vector<float> results(values.size());
  target.kernels->unary(f.function, values.data(), results.data(), values.size(), -INFINITY, INFINITY);
  double worst = 0;
  float where = 0;
  for (std::size_t i = 0; i < values.size(); i++) {
    const double x = values[i], exact = f.exact(x);
    if (std::fabs(x) > f.most) continue;
    const double ulps = ulps_between(results[i], exact);
    if (!(ulps > worst) || std::fabs(results[i] - exact) <= f.absolute * (std::fabs(x) + 1e-37)) continue;
    worst = ulps;
    where = values[i];
  }
  CHECK(worst <= f.ulps, "%s on %s: %.2f ULP at %.9g", f.name, target.name, worst, static_cast<double>(where));
}

/// What functions have their corners at, every exponent, and many numbers of ordinary size.
std::vector<float> arguments() {
  Random random(7);
  std::vector<float> values = {0.0f, -0.0f, 0x1p-149f, -0x1p-149f, 0x1p-126f, 1.0f, -1.0f, 0.5f, -0.5f, 1.5f, 2.5f,
                               -2.5f, 88.72f, 88.73f, 89.0f, -87.4f, -103.9f, -104.1f, 8388609.0f, 4194304.5f, -3.0f, 3.0f,
                               std::numeric_limits<float>::max(), std::numeric_limits<float>::infinity(),
                               -std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()};
  // Where sines and cosines are next to nothing.
  for (int quarter = 1; quarter < 41721; quarter++) values.push_back(static_cast<float>(quarter * M_PI_2));
  for (const float scale : {1e-4f, 1.0f, 10.0f, 60.0f, 30000.0f}) {
    const std::vector<float> more = weights(random, 40000, scale);
    values.insert(values.end(), more.begin(), more.end());
  }
  const std::vector<float> more = any_floats(random, 40001);
  values.insert(values.end(), more.begin(), more.end());
  return values;
}

}  // namespace

void test_elementary() {
  const std::vector<float> values = arguments();
  for (const Target* target : runnable_targets()) {
    for (const Function& f : functions) check_function(*target, f, values);
  }
}

/// Lengths with every rest, nothing written outside, the parameters of the functions that have any.
void test_unary() {
  Random random(8);
  for (const Target* target : runnable_targets()) {
    for (std::size_t count = 0; count <= 67; count++) {
      const std::vector<float> values = weights(random, count, 3);
      GuardedBuffer clamped(4 * count, 4), leaky(4 * count, 0);
      auto* const low = reinterpret_cast<float*>(clamped.data());
      auto* const sloped = reinterpret_cast<float*>(leaky.data());
      target->kernels->unary(UnaryFunction::clamp, values.data(), low, count, -1, 2);
      target->kernels->unary(UnaryFunction::leaky_relu, values.data(), sloped, count, 0.1f, 0);
      for (std::size_t i = 0; i < count; i++) {
        const float x = values[i];
        CHECK(low[i] == std::fmin(2.0f, std::fmax(-1.0f, x)), "clamp on %s: %zu of %zu", target->name, i, count);
        CHECK(sloped[i] == (x > 0 ? x : x * 0.1f), "leaky_relu on %s: %zu of %zu", target->name, i, count);
      }
      CHECK(clamped.guards_intact() && leaky.guards_intact(), "%s wrote outside of %zu", target->name, count);
    }
  }
}

}  // namespace halflite::test
