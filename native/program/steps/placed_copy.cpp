#include <algorithm>
#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

enum class Access { read, write_inside, write };

/// Copies between a tensor and a part of it whose place is known when the step runs. Reading and writing fail where the part leaves
/// the tensor; writing inside moves it there.
///
/// Operands: place (an index for each dimension), source, sink. Parameters: bytes of an index, what is done with the part, bytes
/// of an element, rank, the sizes of the whole tensor, the sizes of the part.
class PlacedCopy final : public Step {
 public:
  explicit PlacedCopy(StepReader& r)
      : place_(r), access_(static_cast<Access>(r.integer(0, 2))), writes_(access_ != Access::read), width_(r.size(1)), whole_(static_cast<std::size_t>(r.integer(1, most_rank))), part_(whole_.size()),
        source_(r.operand(1)), sink_(r.sink(1)) {
    for (std::size_t& size : whole_) size = r.size();
    std::uint64_t tensor = width_, copied = width_;
    for (std::size_t d = 0; d < whole_.size(); d++) {
      part_[d] = r.size();
      r.require(part_[d] <= whole_[d], "the part is larger than the whole");
      tensor = StepReader::product({tensor, whole_[d]});
      copied = StepReader::product({copied, part_[d]});
    }
    row_ = part_.back() * width_;
    rows_ = copied == 0 ? 0 : copied / row_;
    r.require(place_.count() >= whole_.size(), "the place has too few dimensions");
    r.require(source_.bytes >= (writes_ ? copied : tensor) && sink_.bytes >= (writes_ ? tensor : copied), "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    std::size_t start[most_rank];
    for (std::size_t d = 0; d < whole_.size(); d++) {
      const std::int64_t at = place_.at(frame, d), most = static_cast<std::int64_t>(whole_[d] - part_[d]);
      if (access_ != Access::write_inside && (at < 0 || at > most)) return frame.fail();
      start[d] = static_cast<std::size_t>(std::clamp<std::int64_t>(at, 0, most));
    }
    const char* const source = frame.at<const char>(source_);
    char* const sink = frame.at<char>(sink_);
    const std::size_t grain = std::max<std::size_t>(1, copied_bytes_per_task / std::max<std::size_t>(1, row_));
    frame.team.parallel_for(rows_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        const std::size_t in_part = row * row_, in_whole = offset_of(row, start);
        std::memcpy(sink + (writes_ ? in_whole : in_part), source + (writes_ ? in_part : in_whole), row_);
      }
    });
  }

 private:
  static constexpr std::int64_t most_rank = 32;

  /// Where a row of the part lies in the whole, in bytes.
  std::size_t offset_of(std::size_t row, const std::size_t* start) const {
    std::size_t offset = start[whole_.size() - 1] * width_, stride = whole_.back() * width_;
    for (std::size_t d = whole_.size() - 1; d-- > 0; row /= part_[d], stride *= whole_[d]) {
      offset += (start[d] + row % part_[d]) * stride;
    }
    return offset;
  }

  Indices place_;
  Access access_;
  bool writes_;
  std::size_t width_;
  std::vector<std::size_t> whole_, part_;
  Operand source_, sink_;
  std::size_t row_, rows_;
};

}  // namespace

std::unique_ptr<Step> make_placed_copy(StepReader& reader) { return std::make_unique<PlacedCopy>(reader); }

}  // namespace halflite
