#include <algorithm>
#include <cstring>

#include "../step.h"

namespace halflite {
namespace {

constexpr std::size_t bytes_per_task = 32 * 1024;

/// Blocks of a source by their numbers: GATHER. The source is batches x outer x positions x block, the indices are batches x
/// count, the sink is batches x outer x count x block. Fails where an index lies outside of the positions.
///
/// Operands: source, indices of int32 or int64, sink. Parameters: batches, outer, positions, count, bytes of a block,
/// whether the indices have 64 bits.
class Gather final : public Step {
 public:
  explicit Gather(StepReader& r)
      : source_(r.operand(1)), indices_(r.operand(4)), sink_(r.operand(1)), batches_(r.size()), outer_(r.size()),
        positions_(r.size()), count_(r.size()), block_(r.size(1)), is_wide_(r.flag()) {
    r.require(source_.bytes >= StepReader::product({batches_, outer_, positions_, block_}), "the source is too short");
    r.require(indices_.bytes / (is_wide_ ? 8 : 4) >= StepReader::product({batches_, count_}), "the indices are too short");
    r.require(sink_.bytes >= StepReader::product({batches_, outer_, count_, block_}), "the sink is too short");
    r.require(!is_wide_ || indices_.offset % 8 == 0, "the indices are not aligned");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t blocks = batches_ * outer_ * count_;
    const std::size_t grain = std::max<std::size_t>(1, bytes_per_task / block_);
    frame.team.parallel_for(blocks, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) copy(frame, i);
    });
  }

 private:
  void copy(const Frame& frame, std::size_t block) const noexcept {
    const std::size_t batch = block / (outer_ * count_), outer = block / count_ % outer_;
    const std::size_t at = batch * count_ + block % count_;
    const std::int64_t index = is_wide_ ? frame.at<const std::int64_t>(indices_)[at] : frame.at<const std::int32_t>(indices_)[at];
    if (index < 0 || static_cast<std::uint64_t>(index) >= positions_) return frame.fail();
    const char* const from = frame.at<const char>(source_) + ((batch * outer_ + outer) * positions_ + static_cast<std::size_t>(index)) * block_;
    std::memcpy(frame.at<char>(sink_) + block * block_, from, block_);
  }

  Operand source_, indices_, sink_;
  std::size_t batches_, outer_, positions_, count_, block_;
  bool is_wide_;
};

}  // namespace

std::unique_ptr<Step> make_gather(StepReader& reader) { return std::make_unique<Gather>(reader); }

}  // namespace halflite
