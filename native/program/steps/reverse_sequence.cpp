#include <algorithm>
#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

/// Reverses the beginning of each sequence. The tensor is outer x first x middle x second x block; of the first and the second
/// dimension, one holds the sequences' elements and one says which sequence it is. Fails for a length that no sequence has.
///
/// Operands: lengths, source, sink. Parameters: bytes of a length, whether the first dimension is that of the elements, the sizes;
/// that of a block in bytes.
class ReverseSequence final : public Step {
 public:
  explicit ReverseSequence(StepReader& r)
      : lengths_(r), elements_first_(r.flag()), outer_(r.size()), first_(r.size()), middle_(r.size()), second_(r.size()),
        block_(r.size(1)), source_(r.operand(1)), sink_(r.sink(1)) {
    const std::uint64_t bytes = StepReader::product({outer_, first_, middle_, second_, block_});
    r.require(source_.bytes >= bytes && sink_.bytes >= bytes, "an operand is too short");
    r.require(lengths_.count() >= (elements_first_ ? second_ : first_), "lengths are missing");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t grain = std::max<std::size_t>(1, copied_bytes_per_task / block_);
    frame.team.parallel_for(outer_ * first_ * middle_ * second_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) copy(frame, i);
    });
  }

 private:
  void copy(const Frame& frame, std::size_t i) const noexcept {
    const std::size_t second = i % second_, first = i / (second_ * middle_) % first_;
    const std::size_t element = elements_first_ ? first : second, elements = elements_first_ ? first_ : second_;
    const std::int64_t length = lengths_.at(frame, elements_first_ ? second : first);
    if (length < 0 || static_cast<std::uint64_t>(length) > elements) return frame.fail();
    const auto reversed = static_cast<std::size_t>(length);
    const std::size_t other = element < reversed ? reversed - 1 - element : element;
    const std::size_t stride = elements_first_ ? middle_ * second_ : 1;
    const std::size_t from = i - element * stride + other * stride;
    std::memcpy(frame.at<char>(sink_) + i * block_, frame.at<const char>(source_) + from * block_, block_);
  }

  Indices lengths_;
  bool elements_first_;
  std::size_t outer_, first_, middle_, second_, block_;
  Operand source_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_reverse_sequence(StepReader& reader) { return std::make_unique<ReverseSequence>(reader); }

}  // namespace halflite
