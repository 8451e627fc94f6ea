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
    dimensions_.resize(static_cast<std::size_t>(r.integer(1, 32)));
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
    const Word* const source = frame.at<const Word>(source_);
    std::int64_t* row = frame.at<std::int64_t>(sink_);
    const std::size_t rank = dimensions_.size();
    std::size_t left = rows_;
    for (std::size_t i = 0; i < count_ && left > 0; i++) {
      if (!(source[i] & mask)) continue;
      std::size_t rest = i;
      for (std::size_t d = rank; d-- > 0; rest /= dimensions_[d]) row[d] = static_cast<std::int64_t>(rest % dimensions_[d]);
      row += rank;
      left--;
    }
  }

  Operand source_, sink_;
  std::size_t width_, count_ = 1, rows_;
  bool is_float_;
  std::vector<std::size_t> dimensions_;
};

}  // namespace

std::unique_ptr<Step> make_where(StepReader& reader) { return std::make_unique<Where>(reader); }

}  // namespace halflite
