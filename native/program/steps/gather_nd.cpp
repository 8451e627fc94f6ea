#include <algorithm>
#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

/// Slices of a source, each found by a vector of indices. Fails where one lies outside of the source.
///
/// Operands: indices, source, sink. Parameters: as SlicePositions, bytes of a slice.
class GatherNd final : public Step {
 public:
  explicit GatherNd(StepReader& r) : positions_(r), block_(r.size(1)), source_(r.operand(1)), sink_(r.sink(1)) {
    r.require(source_.bytes >= StepReader::product({positions_.slices(), block_}), "the source is too short");
    r.require(sink_.bytes >= StepReader::product({positions_.count(), block_}), "the sink is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t grain = std::max<std::size_t>(1, copied_bytes_per_task / block_);
    frame.team.parallel_for(positions_.count(), grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t position = positions_.at(frame, i);
        if (position == SlicePositions::nowhere) return frame.fail();
        std::memcpy(frame.at<char>(sink_) + i * block_, frame.at<const char>(source_) + position * block_, block_);
      }
    });
  }

 private:
  SlicePositions positions_;
  std::size_t block_;
  Operand source_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_gather_nd(StepReader& reader) { return std::make_unique<GatherNd>(reader); }

}  // namespace halflite
