#include <algorithm>
#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

/// How the elements of the source become those of the sink.
enum class Reading : std::uint32_t { as_it_is = 0, float16_as_float32 = 1, int8_as_float32 = 2, int8_as_float16 = 3 };

/// Blocks of a source by their numbers: GATHER, EMBEDDING_LOOKUP. The source is batches x outer x positions x block, the indices
/// are batches x count, the sink is batches x outer x count x block. Fails where an index lies outside of the positions.
///
/// Operands: indices, source, scales of int8 (float32: one, or one for each position; absent otherwise), sink. Parameters: bytes
/// of an index, reading, batches, outer, positions, count, elements of a block; bytes where they stay as they are.
class Gather final : public Step {
 public:
  explicit Gather(StepReader& r)
      : indices_(r), reading_(static_cast<Reading>(r.integer(0, 3))), batches_(r.size()), outer_(r.size()), positions_(r.size()),
        count_(r.size()), block_(r.size(1)) {
    source_ = r.operand(source_width());
    const bool is_scaled = reading_ == Reading::int8_as_float32 || reading_ == Reading::int8_as_float16;
    scales_ = r.elements<float>(1, !is_scaled);
    r.require(scales_.present() == is_scaled, "only int8 has scales");
    scale_per_position_ = scales_.bytes / sizeof(float) > 1;
    r.require(!scale_per_position_ || scales_.bytes / sizeof(float) >= positions_, "scales are missing");
    sink_ = r.sink(sink_width());
    r.require(source_.bytes / source_width() >= StepReader::product({batches_, outer_, positions_, block_}), "the source is too short");
    r.require(indices_.count() >= StepReader::product({batches_, count_}), "the indices are too short");
    r.require(sink_.bytes / sink_width() >= StepReader::product({batches_, outer_, count_, block_}), "the sink is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t blocks = batches_ * outer_ * count_;
    const std::size_t grain = std::max<std::size_t>(1, copied_bytes_per_task / (block_ * sink_width()));
    frame.team.parallel_for(blocks, grain, [&](std::size_t begin, std::size_t end) noexcept {
      switch (reading_ == Reading::as_it_is ? block_ : 0) {
        case 1: return copy_words<1>(frame, begin, end);
        case 2: return copy_words<2>(frame, begin, end);
        case 4: return copy_words<4>(frame, begin, end);
        case 8: return copy_words<8>(frame, begin, end);
      }
      for (std::size_t i = begin; i < end; i++) copy(frame, i);
    });
  }

 private:
  std::size_t source_width() const { return reading_ == Reading::float16_as_float32 ? 2 : 1; }
  std::size_t sink_width() const {
    return reading_ == Reading::as_it_is ? 1 : reading_ == Reading::int8_as_float16 ? 2 : 4;
  }

  /// Blocks that are one word, without dividing for each.
  template <std::size_t width>
  void copy_words(const Frame& frame, std::size_t begin, std::size_t end) const noexcept {
    const char* const source = frame.at<const char>(source_);
    char* to = frame.at<char>(sink_) + begin * width;
    for (std::size_t row = begin / count_, i = begin % count_; begin < end; row++, i = 0) {
      const char* const from = source + row * positions_ * width;
      const std::size_t first = row / outer_ * count_, stop = std::min(count_, i + end - begin);
      for (begin += stop - i; i < stop; i++, to += width) {
        const auto index = static_cast<std::uint64_t>(indices_.at(frame, first + i));
        if (index >= positions_) return frame.fail();
        std::memcpy(to, from + index * width, width);
      }
    }
  }

  void copy(const Frame& frame, std::size_t block) const noexcept {
    const std::size_t row = block / count_;
    const std::int64_t index = indices_.at(frame, row / outer_ * count_ + block % count_);
    if (index < 0 || static_cast<std::uint64_t>(index) >= positions_) return frame.fail();
    const auto position = static_cast<std::size_t>(index);
    const char* const from = frame.at<const char>(source_) + (row * positions_ + position) * block_ * source_width();
    char* const to = frame.at<char>(sink_) + block * block_ * sink_width();
    if (reading_ == Reading::as_it_is) std::memcpy(to, from, block_);
    else if (reading_ == Reading::float16_as_float32) frame.kernels.float32_from_float16(from, to, block_, Store::cached);
    else restore(frame, from, to, frame.at<const float>(scales_)[scale_per_position_ ? position : 0]);
  }

  void restore(const Frame& frame, const char* from, char* to, float scale) const noexcept {
    if (reading_ == Reading::int8_as_float32) {
      return frame.kernels.dequantize(StoredType::int8, from, reinterpret_cast<float*>(to), block_, scale, 0);
    }
    float restored[256];
    for (std::size_t i = 0; i < block_; i += std::size(restored)) {
      const std::size_t count = std::min(std::size(restored), block_ - i);
      frame.kernels.dequantize(StoredType::int8, from + i, restored, count, scale, 0);
      frame.kernels.float16_from_float32(restored, to + 2 * i, count, Overflow::infinity, Store::cached);
    }
  }

  Indices indices_;
  Reading reading_;
  std::size_t batches_, outer_, positions_, count_, block_;
  Operand source_, scales_, sink_;
  bool scale_per_position_;
};

}  // namespace

std::unique_ptr<Step> make_gather(StepReader& reader) { return std::make_unique<Gather>(reader); }

}  // namespace halflite
