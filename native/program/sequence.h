// What recurrent layers walk along.
#pragma once

#include <cstddef>

#include "step.h"

namespace halflite {

/// Parameters: the batch, the steps, whether rows are [step, batch] and not [batch, step], whether the last step comes first.
struct Sequence {
  std::size_t batch, time, rows;
  bool is_time_major, is_backward;

  explicit Sequence(StepReader& r)
      : batch(r.size()), time(r.size()), rows(StepReader::product({batch, time})), is_time_major(r.flag()),
        is_backward(r.flag()) {}

  /// The row that belongs to the step, in the order in which steps are computed.
  std::size_t row(std::size_t step, std::size_t element) const {
    const std::size_t t = is_backward ? time - 1 - step : step;
    return is_time_major ? t * batch + element : element * time + t;
  }
};

}  // namespace halflite
