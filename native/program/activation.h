// Activations as steps read them.
#pragma once

#include "step.h"

namespace halflite {

/// Parameters: whether it is the hyperbolic tangent; otherwise the range that it clamps to.
inline Activation read_activation(StepReader& r) {
  const bool is_tanh = r.flag();
  const float least = r.number();
  return {is_tanh, least, r.number()};
}

}  // namespace halflite
