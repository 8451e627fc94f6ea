// Reductions as passes over three dimensions.
#pragma once

#include <cstddef>
#include <vector>

#include "step.h"

namespace halflite {

/// Element (o, i) of the result is made of the elements (o, r, i) of the source.
struct ReductionPass {
  std::size_t outer, reduced, inner;

  std::uint64_t read() const { return StepReader::product({outer, reduced, inner}); }
  std::uint64_t written() const { return StepReader::product({outer, inner}); }
};

/// One pass after the other, each on the results of the one before. Parameters: their number, then three sizes for each.
class ReductionPasses {
 public:
  explicit ReductionPasses(StepReader& r) {
    const auto count = static_cast<std::size_t>(r.integer(1, 8));
    for (std::size_t i = 0; i < count; i++) {
      const std::size_t outer = r.size(), reduced = r.size(), inner = r.size();
      passes_.push_back({outer, reduced, inner});
      r.require(i == 0 || passes_[i].read() == passes_[i - 1].written(), "a pass does not fit the one before");
      if (i + 1 < count) between_ += passes_[i].written();
    }
  }

  const std::vector<ReductionPass>& all() const { return passes_; }
  std::uint64_t read() const { return passes_.front().read(); }
  std::uint64_t written() const { return passes_.back().written(); }
  /// Elements of all results but the last one.
  std::uint64_t between() const { return between_; }

 private:
  std::vector<ReductionPass> passes_;
  std::uint64_t between_ = 0;
};

}  // namespace halflite
