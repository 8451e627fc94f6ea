#include <algorithm>
#include <cmath>

#include "../reduction.h"

namespace halflite {
namespace {

/// Sums, means, products, maxima or minima of float32.
///
/// Operands: input, results between the passes (optional), output. Parameters: function, what the result is divided by, where
/// maxima and minima start and whether they start with the first element instead, the passes.
class Reduce final : public Step {
 public:
  explicit Reduce(StepReader& r)
      : function_(static_cast<Reduction>(r.integer(0, 3))), divisor_(r.number()), initial_(r.number()),
        starts_with_first_(r.flag()), passes_(r), input_(r.elements<float>(passes_.read())),
        between_(r.sink_elements<float>(passes_.between(), passes_.between() == 0)),
        output_(r.sink_elements<float>(passes_.written())) {
    r.require(!starts_with_first_ || passes_.read() > 0, "there is no first element");
  }

  void run(const Frame& frame) const noexcept override {
    const float* source = frame.at<const float>(input_);
    float* between = frame.at<float>(between_);
    const float initial = starts_with_first_ ? *source : initial_;
    for (const ReductionPass& pass : passes_.all()) {
      const bool is_last = &pass == &passes_.all().back();
      float* const sink = is_last ? frame.at<float>(output_) : between;
      run_pass(frame, pass, source, sink, initial, is_last ? divisor_ : 1);
      if (is_last && starts_with_first_ && std::isnan(initial)) *sink = initial;
      source = sink;
      between += is_last ? 0 : pass.outer * pass.inner;
    }
  }

 private:
  /// Elements that a task reads, about, and columns that one task takes.
  static constexpr std::size_t grain = 16384, columns_at_once = 64;

  void run_pass(const Frame& frame, const ReductionPass& pass, const float* source, float* sink, float initial,
                float divisor) const noexcept {
    const auto [outer, reduced, inner] = pass;
    if (inner == 1) {
      const std::size_t rows = std::max<std::size_t>(1, grain / std::max<std::size_t>(reduced, 1));
      frame.team.parallel_for(outer, rows, [&, depth = reduced](std::size_t begin, std::size_t end) noexcept {
        frame.kernels.reduce_rows(function_, source + begin * depth, sink + begin, end - begin, depth, initial, divisor);
      });
      return;
    }
    // Planes of [reduced, inner], each in pieces of some columns.
    const std::size_t pieces = (inner + columns_at_once - 1) / columns_at_once;
    const std::size_t tasks = std::max<std::size_t>(1, grain / std::max<std::size_t>(reduced * columns_at_once, 1));
    frame.team.parallel_for(outer * pieces, tasks, [&, depth = reduced, width = inner](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t plane = task / pieces, column = task % pieces * columns_at_once;
        frame.kernels.reduce_columns(function_, source + plane * depth * width + column, sink + plane * width + column,
                                     depth, std::min(columns_at_once, width - column), width, initial, divisor);
      }
    });
  }

  Reduction function_;
  float divisor_, initial_;
  bool starts_with_first_;
  ReductionPasses passes_;
  Operand input_, between_, output_;
};

}  // namespace

std::unique_ptr<Step> make_reduce(StepReader& reader) { return std::make_unique<Reduce>(reader); }

}  // namespace halflite
