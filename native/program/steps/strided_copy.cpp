#include <algorithm>
#include <cstring>
#include <vector>

#include "../step.h"

namespace halflite {
namespace {

/// Bytes that are worth a thread's while.
constexpr std::size_t bytes_per_task = 32 * 1024;

struct Dimension {
  std::size_t size;
  std::ptrdiff_t source_stride, sink_stride;
};

template <typename Word>
void copy_row(const char* source, std::ptrdiff_t source_stride, char* sink, std::ptrdiff_t sink_stride,
              std::size_t count) {
  const Word* const from = reinterpret_cast<const Word*>(source);
  Word* const to = reinterpret_cast<Word*>(sink);
  for (std::size_t i = 0; i < count; i++) {
    to[static_cast<std::ptrdiff_t>(i) * sink_stride] = from[static_cast<std::ptrdiff_t>(i) * source_stride];
  }
}

/// Copies an n-dimensional region of words of 1, 2 or 4 bytes: what src/ops/strided_copy.ts calls a StridedCopy.
///
/// Operands: source, sink. Parameters: bytes of a word, rank (at least 1), offsets of source and sink, then for each
/// dimension, the outermost first, its size and the strides of source and sink, all in words.
class StridedCopy final : public Step {
 public:
  explicit StridedCopy(StepReader& r) : source_(r.operand(1)), sink_(r.operand(1)) {
    width_ = r.size(1);
    r.require(width_ == 1 || width_ == 2 || width_ == 4, "words have 1, 2 or 4 bytes");
    r.require(source_.offset % width_ == 0 && sink_.offset % width_ == 0, "an operand is not aligned");
    const std::size_t rank = static_cast<std::size_t>(r.integer(1, 32));
    source_offset_ = r.size();
    sink_offset_ = r.size();
    for (std::size_t d = 0; d < rank; d++) {
      const std::size_t size = r.size();
      const std::ptrdiff_t source_stride = r.integer(-most_stride, most_stride);
      dimensions_.push_back({size, source_stride, static_cast<std::ptrdiff_t>(r.integer(-most_stride, most_stride))});
    }
    for (const Dimension& dimension : dimensions_) count_ = StepReader::product({count_, dimension.size});
    if (count_ > 0) {
      check(r, source_, source_offset_, &Dimension::source_stride);
      check(r, sink_, sink_offset_, &Dimension::sink_stride);
    }
    row_ = dimensions_.back();
    dimensions_.pop_back();
  }

  void run(const Frame& frame) const noexcept override {
    if (count_ == 0) return;
    const std::size_t rows = count_ / row_.size;
    const std::size_t grain = std::max<std::size_t>(1, bytes_per_task / (row_.size * width_));
    frame.team.parallel_for(rows, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) copy(frame, row);
    });
  }

 private:
  static constexpr std::int64_t most_stride = std::int64_t{1} << 40;

  /// Every word that the region touches lies inside the operand.
  void check(const StepReader& r, const Operand& operand, std::size_t offset,
             std::ptrdiff_t Dimension::*stride) const {
    std::int64_t least = static_cast<std::int64_t>(offset), most = least;
    for (const Dimension& dimension : dimensions_) {
      const auto steps = static_cast<std::uint64_t>(dimension.size - 1);
      const std::int64_t each = dimension.*stride;
      const auto reach = static_cast<std::int64_t>(StepReader::product({steps, static_cast<std::uint64_t>(each < 0 ? -each : each)}));
      if (each < 0) least -= reach;
      else most += reach;
    }
    r.require(least >= 0 && static_cast<std::uint64_t>(most) < operand.bytes / width_, "the region leaves its operand");
  }

  void copy(const Frame& frame, std::size_t row) const noexcept {
    std::ptrdiff_t from = static_cast<std::ptrdiff_t>(source_offset_), to = static_cast<std::ptrdiff_t>(sink_offset_);
    for (auto d = dimensions_.rbegin(); d != dimensions_.rend(); ++d) {
      const auto index = static_cast<std::ptrdiff_t>(row % d->size);
      row /= d->size;
      from += index * d->source_stride;
      to += index * d->sink_stride;
    }
    const auto width = static_cast<std::ptrdiff_t>(width_);
    const char* const source = frame.at<const char>(source_) + from * width;
    char* const sink = frame.at<char>(sink_) + to * width;
    if (row_.source_stride == 1 && row_.sink_stride == 1) std::memcpy(sink, source, row_.size * width_);
    else if (width_ == 4) copy_row<std::uint32_t>(source, row_.source_stride, sink, row_.sink_stride, row_.size);
    else if (width_ == 2) copy_row<std::uint16_t>(source, row_.source_stride, sink, row_.sink_stride, row_.size);
    else copy_row<std::uint8_t>(source, row_.source_stride, sink, row_.sink_stride, row_.size);
  }

  Operand source_, sink_;
  std::size_t width_ = 0, source_offset_ = 0, sink_offset_ = 0;
  std::uint64_t count_ = 1;
  std::vector<Dimension> dimensions_;  // but for the innermost
  Dimension row_{};
};

}  // namespace

std::unique_ptr<Step> make_strided_copy(StepReader& reader) { return std::make_unique<StridedCopy>(reader); }

}  // namespace halflite
