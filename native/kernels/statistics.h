#pragma once

#include "kernels.h"

namespace halflite {

/// Adds the statistics of further values: counts and sums are added, maxima compared.
void add_statistics(Statistics* total, const Statistics& more);

}  // namespace halflite
