#include "statistics.h"

#include <algorithm>

namespace halflite {

void add_statistics(Statistics* total, const Statistics& more) {
  total->count += more.count;
  total->overflow += more.overflow;
  total->underflow += more.underflow;
  total->subnormal += more.subnormal;
  total->nan += more.nan;
  total->infinity += more.infinity;
  total->max_abs = std::max(total->max_abs, more.max_abs);
  total->max_abs_error = std::max(total->max_abs_error, more.max_abs_error);
  total->max_relative_error = std::max(total->max_relative_error, more.max_relative_error);
  total->sum_squared_error += more.sum_squared_error;
  total->sum_squares += more.sum_squares;
  total->sum_products += more.sum_products;
}

}  // namespace halflite
