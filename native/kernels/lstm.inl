// The part of a step of an LSTM that follows the products of matrices, written once over the vector contract.

#include "elementary.inl"
#include "kernels.h"
#include "loads.inl"
#include "map_floats.inl"
#include "sums.inl"

namespace halflite {
namespace {

struct WholeVector {
  static constexpr bool whole = true;
};
struct PartOfVector {
  static constexpr bool whole = false;
};

/// Calls body(kind, i, n) for full vectors at i, and once for the rest of n lanes.
template <typename Body>
inline void for_vectors(size_t count, const Body& body) {
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) body(WholeVector{}, i, static_cast<size_t>(lanes));
  if (lanes > 1 && i < count) body(PartOfVector{}, i, count - i);
}

inline Floats activate(Floats x, const Activation& activation) {
  return activation.is_tanh ? hyperbolic_tangent(x) : clamp(x, repeat(activation.least), repeat(activation.most));
}

/// (x - mean) / deviation * norm + bias, in place.
inline void normalize_gate(const LstmGate& gate, size_t cells) {
  const double count = static_cast<double>(cells);
  const double mean = sum_of_terms(cells, [&](size_t i, size_t n) {
    return n == lanes ? load(gate.sums + i) : load_some(gate.sums + i, n);
  }) / count;
  const Floats center = repeat(static_cast<float>(mean));
  for_vectors(cells, [&](auto kind, size_t i, size_t n) {
    store_channels<kind.whole>(gate.sums + i, subtract(load_channels<kind.whole>(gate.sums + i, n), center), n);
  });
  const double squares = sum_of_terms(cells, [&](size_t i, size_t n) {
    const Floats x = n == lanes ? load(gate.sums + i) : load_some(gate.sums + i, n);
    return multiply(x, x);
  });
  const Floats inverse = divide(repeat(1.0f), square_root(repeat(static_cast<float>(squares / count + 1e-8))));
  for_vectors(cells, [&](auto kind, size_t i, size_t n) {
    constexpr bool whole = kind.whole;
    const Floats normal = multiply(load_channels<whole>(gate.sums + i, n), inverse);
    const Floats norm = load_channels<whole>(gate.norm + i, n), bias = load_channels<whole>(gate.bias + i, n);
    store_channels<whole>(gate.sums + i, add(multiply(normal, norm), bias), n);
  });
}

/// The sums that the gate's activation is applied to.
inline void sum_gate(const LstmGate& gate, const float* state, size_t cells) {
  for_vectors(cells, [&](auto kind, size_t i, size_t n) {
    constexpr bool whole = kind.whole;
    Floats sum = add(load_channels<whole>(gate.sums + i, n), load_channels<whole>(gate.recurrent + i, n));
    if (gate.peephole) {
      sum = multiply_add(load_channels<whole>(gate.peephole + i, n), load_channels<whole>(state + i, n), sum);
    }
    store_channels<whole>(gate.sums + i, sum, n);
  });
  if (gate.norm) normalize_gate(gate, cells);
}

void lstm_row(const LstmRow& row) {
  const size_t cells = row.cells;
  const Floats low = repeat(-row.cell_clip), high = repeat(row.cell_clip);
  sum_gate(row.forget, row.state, cells);
  sum_gate(row.candidate, row.state, cells);
  if (row.input.sums) sum_gate(row.input, row.state, cells);
  for_vectors(cells, [&](auto kind, size_t i, size_t n) {
    constexpr bool whole = kind.whole;
    const Floats kept = logistic(load_channels<whole>(row.forget.sums + i, n));
    const Floats candidate = activate(load_channels<whole>(row.candidate.sums + i, n), row.activation);
    const Floats share = row.input.sums ? logistic(load_channels<whole>(row.input.sums + i, n)) : subtract(repeat(1.0f), kept);
    const Floats state = multiply_add(kept, load_channels<whole>(row.state + i, n), multiply(share, candidate));
    store_channels<whole>(row.state + i, clamp(state, low, high), n);
  });
  sum_gate(row.output, row.state, cells);
  for_vectors(cells, [&](auto kind, size_t i, size_t n) {
    constexpr bool whole = kind.whole;
    const Floats state = activate(load_channels<whole>(row.state + i, n), row.activation);
    store_channels<whole>(row.shown + i, multiply(logistic(load_channels<whole>(row.output.sums + i, n)), state), n);
  });
}

void activate_row(const float* sums, const float* more, float* sink, size_t count, const Activation& activation) {
  for_vectors(count, [&](auto kind, size_t i, size_t n) {
    constexpr bool whole = kind.whole;
    const Floats sum = add(load_channels<whole>(sums + i, n), load_channels<whole>(more + i, n));
    store_channels<whole>(sink + i, activate(sum, activation), n);
  });
}

}  // namespace
}  // namespace halflite
