// What the kernels of recurrent layers take. See kernels.h for what may be included here.
#pragma once

#include <stddef.h>

namespace halflite {

/// What a recurrent layer's results go through: the hyperbolic tangent, or a clamp.
struct Activation {
  bool is_tanh;
  float least, most;
};

/// One gate of one row of an LSTM. Absent parts are null.
struct LstmGate {
  float* sums;             ///< products with the input, biased unless they are normalized; overwritten
  const float* recurrent;  ///< products with the hidden values of the step before
  const float* peephole;   ///< weights of the state
  const float* norm;       ///< what normalized sums are multiplied by
  const float* bias;       ///< what is added to normalized sums
};

/// One step of one row of an LSTM. Where the input gate has no sums it is what the forget gate leaves.
struct LstmRow {
  size_t cells;
  LstmGate input, forget, candidate, output;
  float* state;
  float* shown;  ///< what the output gate shows of the state
  Activation activation;
  float cell_clip;  ///< the state's largest magnitude; infinity for none
};

}  // namespace halflite
