#include <algorithm>
#include <cstring>

#include "../integer_map.h"

namespace halflite {
namespace {

/// A low-rank layer of int8 values with a memory of int16.
///
/// Operands: the input [batch, inputs], the features' weights [filters, inputs] with their bias, the weights over time [filters, memory] of int16,
/// the bias of int32 (optional), the memory [batch, filters, memory], which is kept, the output [batch, units], scratch: the input's rows in 16
/// bits, then [batch, filters] of int32. Parameters: batch, inputs, filters, memory, units; how features are rescaled, how sums over time are,
/// the output's zero point.
class IntegerSvdf final : public Step {
 public:
  explicit IntegerSvdf(StepReader& r)
      : batch_(r.size()), inputs_(r.size(1)), filters_(r.size(1)), memory_(r.size(1)), units_(r.size(1)),
        input_(r.elements<std::int8_t>(StepReader::product({batch_, inputs_}))), features_(r, filters_, inputs_, false),
        times_(r.elements<std::int16_t>(StepReader::product({filters_, memory_}))), bias_(r.elements<std::int32_t>(units_, true)),
        state_(r.sink_elements<std::int16_t>(StepReader::product({batch_, filters_, memory_}))),
        output_(r.sink_elements<std::int8_t>(StepReader::product({batch_, units_}))), scratch_(r.sink(64)), factor_(read_multiplier(r)),
        zero_(read_int32(r, -255, 255)) {
    r.require(filters_ % units_ == 0, "filters do not fall into units");
    const std::uint64_t words = StepReader::product({batch_, padded_words(inputs_), 2});
    r.require(scratch_.bytes >= words + StepReader::product({batch_, filters_, 4}), "there is too little scratch memory");
  }

  void run(const Frame& frame) const noexcept override {
    auto* const words = frame.at<std::int16_t>(scratch_);
    auto* const latest = reinterpret_cast<std::int32_t*>(words + batch_ * padded_words(inputs_));
    auto* const state = frame.at<std::int16_t>(state_);
    widen_rows(frame, frame.at<const std::int8_t>(input_), batch_, inputs_, words);
    features_.run(frame, words, batch_, latest, filters_);
    const std::size_t count = batch_ * filters_ * memory_;
    if (count > 0) std::memmove(state, state + 1, (count - 1) * sizeof(std::int16_t));
    frame.team.parallel_for(batch_ * units_, units_at_once(), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) run_unit(frame, latest, i / units_, i % units_);
    });
  }

 private:
  /// About 20 us of work.
  std::size_t units_at_once() const { return (std::size_t{1} << 16) / (filters_ / units_ * memory_) + 1; }

  /// Remembers the latest features of the unit's filters, and sums up what they remember.
  void run_unit(const Frame& frame, const std::int32_t* latest, std::size_t element, std::size_t unit) const noexcept {
    const std::size_t rank = filters_ / units_;
    std::int64_t sum = bias_.present() ? frame.at<const std::int32_t>(bias_)[unit] : 0;
    for (std::size_t filter = unit * rank; filter < (unit + 1) * rank; filter++) {
      const std::size_t number = element * filters_ + filter;
      const auto* const weights = frame.at<const std::int16_t>(times_) + filter * memory_;
      auto* const remembered = frame.at<std::int16_t>(state_) + number * memory_;
      remembered[memory_ - 1] = saturate_16(features_.rescaled(frame, latest[number], filter));
      for (std::size_t t = 0; t < memory_; t++) sum += weights[t] * remembered[t];
    }
    // Sums wrap around at 32 bits.
    const std::int64_t rescaled = multiply_fixed(static_cast<std::int32_t>(sum), factor_);
    frame.at<std::int8_t>(output_)[element * units_ + unit] = saturate_8(rescaled + zero_);
  }

  std::size_t batch_, inputs_, filters_, memory_, units_;
  Operand input_;
  IntegerMap features_;
  Operand times_, bias_, state_, output_, scratch_;
  FixedMultiplier factor_;
  std::int32_t zero_;
};

}  // namespace

std::unique_ptr<Step> make_integer_svdf(StepReader& reader) { return std::make_unique<IntegerSvdf>(reader); }

}  // namespace halflite
