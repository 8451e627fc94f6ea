#include <algorithm>
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
  /// Columns that are summed together, so that vectors hold their sums; rows of a task.
  static constexpr std::size_t strip = 256;

  template <typename T, typename Sum>
  void run_as(const Frame& frame) const noexcept {
    const T* const source = frame.at<const T>(input_);
    T* const sink = frame.at<T>(output_);
    // Lines without elements may be very many.
    if (depth_ == 0) return;
    if (inner_ == 1) {
      frame.team.parallel_for(outer_, strip, [&](std::size_t begin, std::size_t end) noexcept {
        std::size_t row = begin;
        for (; row + 4 <= end; row += 4) sum_rows<T, Sum, 4>(source + row * depth_, sink + row * depth_);
        for (; row < end; row++) sum_rows<T, Sum, 1>(source + row * depth_, sink + row * depth_);
      });
      return;
    }
    const std::size_t pieces = (inner_ + strip - 1) / strip;
    frame.team.parallel_for(outer_ * pieces, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t column = i % pieces * strip, first = i / pieces * depth_ * inner_ + column;
        sum_columns<T, Sum>(source + first, sink + first, std::min(strip, inner_ - column));
      }
    });
  }

  std::size_t place(std::size_t d) const noexcept { return (reverse_ ? depth_ - 1 - d : d) * inner_; }

  /// Rows one behind the other, each with its chain of sums.
  template <typename T, typename Sum, std::size_t rows>
  void sum_rows(const T* source, T* sink) const noexcept {
    Sum sums[rows] = {};
    for (std::size_t d = 0; d < depth_; d++) {
      for (std::size_t r = 0; r < rows; r++) {
        const std::size_t at = r * depth_ + place(d);
        const Sum before = sums[r];
        sums[r] += static_cast<Sum>(source[at]);
        sink[at] = static_cast<T>(exclusive_ ? before : sums[r]);
      }
    }
  }

  template <typename T, typename Sum>
  void sum_columns(const T* source, T* sink, std::size_t count) const noexcept {
    Sum sums[strip] = {};
    for (std::size_t d = 0; d < depth_; d++) {
      const T* const from = source + place(d);
      T* const to = sink + place(d);
      if (exclusive_) {
        for (std::size_t k = 0; k < count; k++) to[k] = static_cast<T>(sums[k]);
        for (std::size_t k = 0; k < count; k++) sums[k] += static_cast<Sum>(from[k]);
      } else {
        for (std::size_t k = 0; k < count; k++) to[k] = static_cast<T>(sums[k] += static_cast<Sum>(from[k]));
      }
    }
  }

  SummedType type_;
  bool exclusive_, reverse_;
  std::size_t outer_, depth_, inner_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_cumsum(StepReader& reader) { return std::make_unique<Cumsum>(reader); }

}  // namespace halflite
