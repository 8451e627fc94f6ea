#include <algorithm>
#include <cstdint>
#include <limits>

#include "../indices.h"

namespace halflite {
namespace {

/// Slices that belong to one segment become one: SEGMENT_SUM, UNSORTED_SEGMENT_*. A slice whose segment is negative belongs to
/// none; one beyond the last fails. Floats are summed and multiplied in doubles, integers wrap around.
///
/// Operands: segments, source, sums (8 bytes for each element of the sink), sink. Parameters: bytes of a segment's number, whether
/// elements are int32 rather than float32, the reduction, number of slices, number of segments, elements of a slice.
class SegmentReduce final : public Step {
 public:
  explicit SegmentReduce(StepReader& r)
      : numbers_(r), is_integer_(r.flag()), reduction_(static_cast<Reduction>(r.integer(0, 3))), count_(r.size()),
        segments_(r.size()), block_(r.size()) {
    const std::uint64_t reduced = StepReader::product({segments_, block_});
    r.require(numbers_.count() >= count_, "segments are missing");
    source_ = r.elements<float>(StepReader::product({count_, block_}));
    sums_ = r.sink_elements<double>(reduced);
    sink_ = r.sink_elements<float>(reduced);
  }

  void run(const Frame& frame) const noexcept override {
    if (is_integer_) run_as<std::int32_t, std::uint32_t>(frame);
    else run_as<float, double>(frame);
  }

 private:
  template <typename T, typename Sum>
  void run_as(const Frame& frame) const noexcept {
    using Limits = std::numeric_limits<T>;
    const auto larger = [](Sum& sum, T value) { if (value > static_cast<T>(sum)) sum = static_cast<Sum>(value); };
    const auto smaller = [](Sum& sum, T value) { if (value < static_cast<T>(sum)) sum = static_cast<Sum>(value); };
    switch (reduction_) {
      case Reduction::sum: return reduce<T, Sum>(frame, 0, [](Sum& sum, T value) { sum += static_cast<Sum>(value); });
      case Reduction::product: return reduce<T, Sum>(frame, 1, [](Sum& sum, T value) { sum *= static_cast<Sum>(value); });
      case Reduction::maximum: return reduce<T, Sum>(frame, static_cast<Sum>(Limits::lowest()), larger);
      case Reduction::minimum: return reduce<T, Sum>(frame, static_cast<Sum>(Limits::max()), smaller);
    }
  }

  /// Threads share the elements of a slice.
  template <typename T, typename Sum, typename Take>
  void reduce(const Frame& frame, Sum initial, Take take) const noexcept {
    constexpr std::size_t grain = 512;
    const T* const source = frame.at<const T>(source_);
    Sum* const sums = frame.at<Sum>(sums_);
    T* const sink = frame.at<T>(sink_);
    frame.team.parallel_for(block_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t s = 0; s < segments_; s++) std::fill(sums + s * block_ + begin, sums + s * block_ + end, initial);
      for (std::size_t i = 0; i < count_; i++) {
        const std::int64_t segment = numbers_.at(frame, i);
        if (segment < 0) continue;
        if (static_cast<std::uint64_t>(segment) >= segments_) return frame.fail();
        Sum* const sum = sums + static_cast<std::size_t>(segment) * block_;
        for (std::size_t k = begin; k < end; k++) take(sum[k], source[i * block_ + k]);
      }
      for (std::size_t s = 0; s < segments_; s++) {
        for (std::size_t k = s * block_ + begin; k < s * block_ + end; k++) sink[k] = static_cast<T>(sums[k]);
      }
    });
  }

  Indices numbers_;
  bool is_integer_;
  Reduction reduction_;
  std::size_t count_, segments_, block_;
  Operand source_, sums_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_segment_reduce(StepReader& reader) { return std::make_unique<SegmentReduce>(reader); }

}  // namespace halflite
