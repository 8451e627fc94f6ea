// The kernels of recurrent layers against plain loops, over odd sizes and tails.

#include <algorithm>
#include <cmath>
#include <limits>

#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

double plain_logistic(double x) { return 1 / (1 + std::exp(-x)); }

double activated(const Activation& activation, double x) {
  if (activation.is_tanh) return std::tanh(x);
  return std::clamp(x, static_cast<double>(activation.least), static_cast<double>(activation.most));
}

/// A gate with memory of its own.
struct Gate {
  std::vector<float> sums, recurrent, peephole, norm, bias;

  Gate(Random& random, std::size_t cells)
      : sums(weights(random, cells, 2)), recurrent(weights(random, cells, 1)), peephole(weights(random, cells, 1)),
        norm(weights(random, cells, 1)), bias(weights(random, cells, 1)) {}

  LstmGate for_kernel(bool has_peephole, bool is_normalized) {
    return {sums.data(), recurrent.data(), has_peephole ? peephole.data() : nullptr, is_normalized ? norm.data() : nullptr,
            is_normalized ? bias.data() : nullptr};
  }

  std::vector<double> expected(const std::vector<double>& state, bool has_peephole, bool is_normalized) const {
    const std::size_t cells = sums.size();
    std::vector<double> result(cells);
    double mean = 0, variance = 0;
    for (std::size_t c = 0; c < cells; c++) {
      result[c] = double{sums[c]} + recurrent[c] + (has_peephole ? peephole[c] * state[c] : 0);
      mean += result[c] / static_cast<double>(cells);
    }
    if (!is_normalized) return result;
    for (const double x : result) variance += (x - mean) * (x - mean) / static_cast<double>(cells);
    for (std::size_t c = 0; c < cells; c++) result[c] = (result[c] - mean) / std::sqrt(variance + 1e-8) * norm[c] + bias[c];
    return result;
  }
};

/// Which parts a row has.
struct Form {
  bool is_coupled, has_peepholes, is_normalized;
  Activation activation;
  float clip;
};

void check_row(const Target& target, Random& random, std::size_t cells, const Form& form) {
  Gate input(random, cells), forget(random, cells), candidate(random, cells), output(random, cells);
  const std::vector<float> before = weights(random, cells, 1);
  const std::vector<double> old(before.begin(), before.end());
  GuardedBuffer state(4 * cells, 4), shown(4 * cells, 0);
  auto *const kept = reinterpret_cast<float*>(state.data()), *const seen = reinterpret_cast<float*>(shown.data());
  std::copy(before.begin(), before.end(), kept);

  const auto opened = [&](const Gate& gate, const std::vector<double>& of_state, bool has_peephole) {
    return gate.expected(of_state, has_peephole && form.has_peepholes, form.is_normalized);
  };
  const std::vector<double> f = opened(forget, old, true), g = opened(candidate, old, false), i = opened(input, old, true);
  std::vector<double> next(cells);
  for (std::size_t c = 0; c < cells; c++) {
    const double share = form.is_coupled ? 1 - plain_logistic(f[c]) : plain_logistic(i[c]);
    const double sum = plain_logistic(f[c]) * old[c] + share * activated(form.activation, g[c]);
    next[c] = std::clamp(sum, -static_cast<double>(form.clip), static_cast<double>(form.clip));
  }
  const std::vector<double> o = opened(output, next, true);

  LstmRow row{cells, input.for_kernel(form.has_peepholes, form.is_normalized), forget.for_kernel(form.has_peepholes, form.is_normalized),
              candidate.for_kernel(false, form.is_normalized), output.for_kernel(form.has_peepholes, form.is_normalized), kept, seen,
              form.activation, form.clip};
  if (form.is_coupled) row.input = {};
  target.kernels->lstm_row(row);
  for (std::size_t c = 0; c < cells; c++) {
    const double want = plain_logistic(o[c]) * activated(form.activation, next[c]);
    CHECK(std::fabs(kept[c] - next[c]) <= 1e-5, "state %zu of %zu on %s: %g instead of %g", c, cells, target.name,
          static_cast<double>(kept[c]), next[c]);
    CHECK(std::fabs(seen[c] - want) <= 1e-5, "cell %zu of %zu on %s: %g instead of %g", c, cells, target.name,
          static_cast<double>(seen[c]), want);
  }
  CHECK(state.guards_intact() && shown.guards_intact(), "%s wrote outside", target.name);
}

void check_activation(const Target& target, Random& random, std::size_t count, const Activation& activation) {
  const std::vector<float> a = weights(random, count, 2), b = weights(random, count, 2);
  GuardedBuffer result(4 * count, 4);
  auto* const sink = reinterpret_cast<float*>(result.data());
  target.kernels->activate_row(a.data(), b.data(), sink, count, activation);
  for (std::size_t i = 0; i < count; i++) {
    CHECK(std::fabs(sink[i] - activated(activation, a[i] + b[i])) <= 5e-7, "activation on %s, %zu", target.name, count);
  }
  CHECK(result.guards_intact(), "%s wrote outside", target.name);
}

}  // namespace

void test_recurrent() {
  Random random(14);
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const Activation tanh{true, 0, 0}, clamp{false, -0.5f, 1};
  for (const Target* target : runnable_targets()) {
    for (std::size_t cells = 1; cells <= 100; cells += cells < 35 ? 1 : 13) {
      for (const Activation& activation : {tanh, clamp}) {
        check_activation(*target, random, cells, activation);
        check_row(*target, random, cells, {false, false, false, activation, infinity});
        check_row(*target, random, cells, {true, false, false, activation, 0.25f});
        check_row(*target, random, cells, {false, true, false, activation, infinity});
        // A few normalized numbers may be all the same, and then nothing is left of their digits.
        if (cells > 4) check_row(*target, random, cells, {true, true, true, activation, 0.5f});
      }
    }
  }
}

}  // namespace halflite::test
