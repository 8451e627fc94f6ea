#include <cstdint>
#include <type_traits>

#include "../step.h"

namespace halflite {
namespace {

enum class SummedType : std::uint32_t { float32, int32, int64 };

/// Running sums along a dimension.
///
/// Operands: input, output. Parameters: type, whether an element is left out of its own sum, whether sums run from the end,
/// sizes before, of and behind the dimension.
class Cumsum final : public Step {
 public:
  explicit Cumsum(StepReader& r)
      : type_(static_cast<SummedType>(r.integer(0, 2))), exclusive_(r.flag()), reverse_(r.flag()), outer_(r.size()),
        depth_(r.size()), inner_(r.size()) {
    const std::size_t width = type_ == SummedType::int64 ? 8 : 4;
    const std::uint64_t count = StepReader::product({outer_, depth_, inner_});
    input_ = r.operand(width);
    output_ = r.sink(width);
    r.require(input_.bytes / width >= count && output_.bytes / width >= count, "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (type_ == SummedType::float32) run_as<float, double>(frame);
    else if (type_ == SummedType::int32) run_as<std::int32_t, std::uint32_t>(frame);
    else run_as<std::int64_t, std::uint64_t>(frame);
  }

 private:
  template <typename T, typename Sum>
  void run_as(const Frame& frame) const noexcept {
    const T* const source = frame.at<const T>(input_);
    T* const sink = frame.at<T>(output_);
    // Lines without elements may be very many.
    if (depth_ == 0) return;
    frame.team.parallel_for(outer_ * inner_, 64, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t first = i / inner_ * depth_ * inner_ + i % inner_;
        Sum sum = 0;
        for (std::size_t d = 0; d < depth_; d++) {
          const std::size_t at = first + (reverse_ ? depth_ - 1 - d : d) * inner_;
          const Sum before = sum;
          sum += static_cast<Sum>(source[at]);
          sink[at] = static_cast<T>(exclusive_ ? before : sum);
        }
      }
    });
  }

  SummedType type_;
  bool exclusive_, reverse_;
  std::size_t outer_, depth_, inner_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_cumsum(StepReader& reader) { return std::make_unique<Cumsum>(reader); }

}  // namespace halflite
