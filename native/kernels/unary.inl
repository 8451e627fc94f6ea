// Functions of float32 elements, written once over the vector contract.

#include "elementary.inl"
#include "kernels.h"
#include "map_floats.inl"

namespace halflite {
namespace {

inline Floats elu(Floats x) { return choose(below(x, repeat(0.0f)), exponential_minus_1(x), x); }

inline Floats gelu(Floats x) { return multiply(x, normal_share(x)); }

/// 0.5 * x * (1 + tanh(u)) = x * logistic(2 * u)
inline Floats gelu_by_tanh(Floats x) {
  const Floats factor = multiply_add(multiply(x, x), repeat(0.0713548163f), repeat(1.5957691216f));
  return multiply(x, logistic(multiply(x, factor)));
}

inline Floats hard_swish(Floats x) {
  const Floats gate = clamp(add(x, repeat(3.0f)), repeat(0.0f), repeat(6.0f));
  return multiply(x, multiply(gate, repeat(1.0f / 6)));
}

inline Floats sign(Floats x) {
  const Floats zero = repeat(0.0f);
  return choose(below(zero, x), repeat(1.0f), choose(below(x, zero), repeat(-1.0f), zero));
}

void unary(UnaryFunction function, const float* source, float* sink, size_t count, float first, float second) {
  const auto map = [=](auto apply) { map_floats(source, sink, count, apply); };
  const Floats low = repeat(first), high = repeat(second), zero = repeat(0.0f), one = repeat(1.0f);
  switch (function) {
    case UnaryFunction::clamp: return map([=](Floats x) { return clamp(x, low, high); });
    case UnaryFunction::leaky_relu: return map([=](Floats x) { return choose(below(zero, x), x, multiply(x, low)); });
    case UnaryFunction::elu: return map([](Floats x) { return elu(x); });
    case UnaryFunction::gelu: return map([](Floats x) { return gelu(x); });
    case UnaryFunction::gelu_by_tanh: return map([](Floats x) { return gelu_by_tanh(x); });
    case UnaryFunction::hard_swish: return map([](Floats x) { return hard_swish(x); });
    case UnaryFunction::logistic: return map([](Floats x) { return logistic(x); });
    case UnaryFunction::tanh: return map([](Floats x) { return hyperbolic_tangent(x); });
    case UnaryFunction::abs: return map([](Floats x) { return magnitude(x); });
    case UnaryFunction::neg: return map([=](Floats x) { return multiply(x, repeat(-1.0f)); });
    case UnaryFunction::sign: return map([](Floats x) { return sign(x); });
    case UnaryFunction::exp: return map([](Floats x) { return exponential(x); });
    case UnaryFunction::log: return map([](Floats x) { return logarithm(x); });
    case UnaryFunction::sqrt: return map([](Floats x) { return square_root(x); });
    case UnaryFunction::rsqrt: return map([=](Floats x) { return divide(one, square_root(x)); });
    case UnaryFunction::square: return map([](Floats x) { return multiply(x, x); });
    case UnaryFunction::ceil: return map([](Floats x) { return round_up(x); });
    case UnaryFunction::floor: return map([](Floats x) { return round_down(x); });
    case UnaryFunction::round: return map([](Floats x) { return round_even(x); });
    case UnaryFunction::sin: return map([](Floats x) { return sine(x); });
    case UnaryFunction::cos: return map([](Floats x) { return cosine(x); });
    case UnaryFunction::swish: return map([=](Floats x) { return clamp(multiply(x, logistic(x)), low, high); });
  }
}

}  // namespace
}  // namespace halflite
