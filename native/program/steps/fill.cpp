#include <algorithm>
#include <cstring>

#include "../indices.h"

namespace halflite {
namespace {

/// Repeats a pattern over the whole sink.
///
/// Operands: the pattern (a constant or not), the sink, whose bytes are a multiple of the pattern's.
class Fill final : public Step {
 public:
  explicit Fill(StepReader& r) : pattern_(r.operand(1)), sink_(r.sink(1)) {
    r.require(pattern_.bytes > 0 && sink_.bytes % pattern_.bytes == 0, "the pattern does not fill the sink");
  }

  void run(const Frame& frame) const noexcept override {
    const char* const pattern = frame.at<const char>(pattern_);
    char* const sink = frame.at<char>(sink_);
    if (std::all_of(pattern, pattern + pattern_.bytes, [&](char byte) { return byte == *pattern; })) {
      return for_each_block(frame, copied_bytes_per_task, [&](std::size_t begin, std::size_t count) noexcept {
        std::memset(sink + begin, *pattern, count);
      });
    }
    const std::size_t block = std::min<std::size_t>(sink_.bytes, first_block());
    std::memcpy(sink, pattern, std::min<std::size_t>(block, pattern_.bytes));
    for (std::size_t filled = pattern_.bytes; filled < block; filled *= 2) {
      std::memcpy(sink + filled, sink, std::min(filled, block - filled));
    }
    for_each_block(frame, first_block(), [&](std::size_t begin, std::size_t count) noexcept {
      if (begin > 0) std::memcpy(sink + begin, sink, count);
    });
  }

 private:
  /// Whole patterns that are copied from then on.
  std::size_t first_block() const { return std::max<std::size_t>(1, 4096 / pattern_.bytes) * pattern_.bytes; }

  template <typename Body>
  void for_each_block(const Frame& frame, std::size_t block, const Body& body) const noexcept {
    const std::size_t blocks = (sink_.bytes + block - 1) / block;
    frame.team.parallel_for(blocks, std::max<std::size_t>(1, copied_bytes_per_task / block), [&](std::size_t first, std::size_t last) noexcept {
      for (std::size_t i = first; i < last; i++) body(i * block, std::min<std::size_t>(block, sink_.bytes - i * block));
    });
  }

  Operand pattern_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_fill(StepReader& reader) { return std::make_unique<Fill>(reader); }

}  // namespace halflite
