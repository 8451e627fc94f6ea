#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

/// Writes an element at the places that indices give along a dimension of a sink that is filled. Other indices have no place.
///
/// Operands: indices, the element, sink. Parameters: bytes of an index, bytes of an element (1 to 16), sizes before, of and behind
/// the dimension.
class OneHot final : public Step {
 public:
  explicit OneHot(StepReader& r)
      : indices_(r), width_(static_cast<std::size_t>(r.integer(1, 16))), outer_(r.size()), depth_(r.size()), inner_(r.size()),
        element_(r.operand(1)), sink_(r.sink(1)) {
    count_ = StepReader::product({outer_, inner_});
    r.require(indices_.count() >= count_ && element_.bytes >= width_, "an operand is too short");
    r.require(sink_.bytes / width_ >= StepReader::product({count_, depth_}), "the sink is too short");
  }

  void run(const Frame& frame) const noexcept override {
    constexpr std::size_t grain = 4096;
    const char* const element = frame.at<const char>(element_);
    char* const sink = frame.at<char>(sink_);
    frame.team.parallel_for(count_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::int64_t index = indices_.at(frame, i);
        if (index < 0 || static_cast<std::uint64_t>(index) >= depth_) continue;
        const std::size_t at = (i / inner_ * depth_ + static_cast<std::size_t>(index)) * inner_ + i % inner_;
        std::memcpy(sink + at * width_, element, width_);
      }
    });
  }

 private:
  Indices indices_;
  std::size_t width_, outer_, depth_, inner_, count_;
  Operand element_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_one_hot(StepReader& reader) { return std::make_unique<OneHot>(reader); }

}  // namespace halflite
