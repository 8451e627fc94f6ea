#include <algorithm>
#include <cstring>

#include "../step.h"

namespace halflite {
namespace {

/// Repeats a pattern over the whole sink.
///
/// Operands: the pattern (a constant or not), the sink, whose bytes are a multiple of the pattern's.
class Fill final : public Step {
 public:
  explicit Fill(StepReader& r) : pattern_(r.operand(1)), sink_(r.operand(1)) {
    r.require(pattern_.bytes > 0 && sink_.bytes % pattern_.bytes == 0, "the pattern does not fill the sink");
  }

  void run(const Frame& frame) const noexcept override {
    char* const sink = frame.at<char>(sink_);
    std::size_t filled = std::min(pattern_.bytes, sink_.bytes);
    std::memcpy(sink, frame.at<const char>(pattern_), filled);
    // What is filled doubles each time.
    for (; filled < sink_.bytes; filled *= 2) {
      std::memcpy(sink + filled, sink, std::min<std::size_t>(filled, sink_.bytes - filled));
    }
  }

 private:
  Operand pattern_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_fill(StepReader& reader) { return std::make_unique<Fill>(reader); }

}  // namespace halflite
