#include <cstring>
#include <vector>

#include "../step.h"

namespace halflite {
namespace {

/// Writes the indices of the elements that are not 0, a row of int64 for each, in order; as many rows as fit the sink.
///
/// Operands: elements, sink. Parameters: bytes of an element (1, 2, 4 or 8), 1 if they are float32 (which has two zeros),
/// rank (at least 1), and the dimensions.
class Where final : public Step {
 public:
  explicit Where(StepReader& r) : source_(r.operand(1)), sink_(r.sink(sizeof(std::int64_t))) {
    width_ = r.size(1);
    r.require(width_ == 1 || width_ == 2 || width_ == 4 || width_ == 8, "elements have 1, 2, 4 or 8 bytes");
    is_float_ = r.flag();
    r.require(!is_float_ || width_ == 4, "float32 has 4 bytes");
    dimensions_.resize(static_cast<std::size_t>(r.integer(1, most_rank)));
    for (std::size_t& dimension : dimensions_) {
      dimension = r.size();
      count_ = StepReader::product({count_, dimension});
    }
    r.require(source_.offset % width_ == 0, "an operand is not aligned");
    r.require(count_ <= source_.bytes / width_, "an operand is too short");
    rows_ = sink_.bytes / sizeof(std::int64_t) / dimensions_.size();
  }

  void run(const Frame& frame) const noexcept override {
    if (width_ == 1) find<std::uint8_t>(frame, 0xff);
    else if (width_ == 2) find<std::uint16_t>(frame, 0xffff);
    else if (width_ == 4) find<std::uint32_t>(frame, is_float_ ? 0x7fffffff : 0xffffffff);
    else find<std::uint64_t>(frame, ~std::uint64_t{0});
  }

 private:
  template <typename Word>
  void find(const Frame& frame, Word mask) const noexcept {
    if (count_ == 0) return;
    const Word* source = frame.at<const Word>(source_);
    std::int64_t* sink = frame.at<std::int64_t>(sink_);
    const std::size_t before = dimensions_.size() - 1, length = dimensions_.back(), lines = count_ / length;
    // Of the line.
    std::int64_t place[most_rank] = {};
    std::size_t left = rows_;
    for (std::size_t line = 0; line < lines && left > 0; line++, source += length) {
      for (std::size_t i = 0; i < length; i++) {
        if (!(source[i] & mask)) continue;
        if (left-- == 0) return;
        for (std::size_t d = 0; d < before; d++) *sink++ = place[d];
        *sink++ = static_cast<std::int64_t>(i);
      }
      for (std::size_t d = before; d-- > 0;) {
        if (++place[d] < static_cast<std::int64_t>(dimensions_[d])) break;
        place[d] = 0;
      }
    }
  }

  static constexpr std::int64_t most_rank = 32;

  Operand source_, sink_;
  std::size_t width_, count_ = 1, rows_;
  bool is_float_;
  std::vector<std::size_t> dimensions_;
};

}  // namespace

std::unique_ptr<Step> make_where(StepReader& reader) { return std::make_unique<Where>(reader); }

}  // namespace halflite
