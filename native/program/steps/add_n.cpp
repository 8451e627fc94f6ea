#include <algorithm>
#include <cstdint>
#include <vector>

#include "../broadcast.h"

namespace halflite {
namespace {

/// The sum of several operands of one type and size: of float32 in double precision, rounded once, or of int32, which wraps around.
///
/// Operands: the terms, output. Parameters: whether they are int32, count.
class AddN final : public Step {
 public:
  explicit AddN(StepReader& r) : are_integers_(r.flag()), count_(r.size()) {
    while (r.operands_left() > 1) terms_.push_back(r.elements<std::uint32_t>(count_));
    output_ = r.sink_elements<std::uint32_t>(count_);
  }

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for((count_ + block - 1) / block, cheap_grain / block, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t count = std::min(block, count_ - i * block);
        if (are_integers_) add<std::int32_t, std::uint32_t, std::uint32_t>(frame, i * block, count);
        else add<float, double, float>(frame, i * block, count);
      }
    });
  }

 private:
  static constexpr std::size_t block = 256;

  template <typename Term, typename Sum, typename Result>
  void add(const Frame& frame, std::size_t first, std::size_t count) const noexcept {
    Sum sums[block] = {};
    for (const Operand& term : terms_) {
      const Term* const source = frame.at<const Term>(term) + first;
      for (std::size_t i = 0; i < count; i++) sums[i] += static_cast<Sum>(source[i]);
    }
    Result* const sink = frame.at<Result>(output_) + first;
    for (std::size_t i = 0; i < count; i++) sink[i] = static_cast<Result>(sums[i]);
  }

  bool are_integers_;
  std::size_t count_;
  std::vector<Operand> terms_;
  Operand output_;
};

}  // namespace

std::unique_ptr<Step> make_add_n(StepReader& reader) { return std::make_unique<AddN>(reader); }

}  // namespace halflite
