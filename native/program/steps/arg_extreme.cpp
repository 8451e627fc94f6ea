#include <algorithm>
#include <cstdint>

#include "../reduction.h"

namespace halflite {
namespace {

enum class ElementKind : std::uint32_t { float32, int32, int8, uint8 };

/// The index of the largest or smallest element along a dimension, the first of equals. The first element stays where the
/// others do not compare.
///
/// Operands: input, output (int32 or int64). Parameters: element type, whether the largest is wanted, whether indices are
/// int64, sizes before, of and behind the dimension.
class ArgExtreme final : public Step {
 public:
  explicit ArgExtreme(StepReader& r)
      : kind_(static_cast<ElementKind>(r.integer(0, 3))), largest_(r.flag()), wide_(r.flag()), outer_(r.size()),
        size_(r.size(1)), inner_(r.size()) {
    const std::size_t width = kind_ == ElementKind::float32 || kind_ == ElementKind::int32 ? 4 : 1;
    input_ = r.operand(width);
    output_ = r.sink(wide_ ? 8 : 4);
    r.require(size_ <= INT32_MAX, "there are too many elements to choose from");
    r.require(input_.bytes / width >= StepReader::product({outer_, size_, inner_}), "the input is too short");
    r.require(output_.bytes / (wide_ ? 8 : 4) >= StepReader::product({outer_, inner_}), "the output is too short");
  }

  void run(const Frame& frame) const noexcept override {
    switch (kind_) {
      case ElementKind::float32: return run_as<float>(frame);
      case ElementKind::int32: return run_as<std::int32_t>(frame);
      case ElementKind::int8: return run_as<std::int8_t>(frame);
      case ElementKind::uint8: return run_as<std::uint8_t>(frame);
    }
  }

 private:
  /// Elements that a task reads, about.
  static constexpr std::size_t grain = 16384;

  template <typename T>
  void run_as(const Frame& frame) const noexcept {
    if (wide_) run_into<T, std::int64_t>(frame);
    else run_into<T, std::int32_t>(frame);
  }

  template <typename T, typename Index>
  void run_into(const Frame& frame) const noexcept {
    const T* const source = frame.at<const T>(input_);
    Index* const sink = frame.at<Index>(output_);
    frame.team.parallel_for(outer_ * inner_, std::max<std::size_t>(1, grain / size_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const T* const first = source + i / inner_ * size_ * inner_ + i % inner_;
        sink[i] = static_cast<Index>(largest_ ? find(first, [](T a, T b) { return a > b; })
                                              : find(first, [](T a, T b) { return a < b; }));
      }
    });
  }

  template <typename T, typename Precedes>
  std::size_t find(const T* first, Precedes precedes) const noexcept {
    std::size_t best = 0;
    T value = *first;
    for (std::size_t k = 1; k < size_; k++) {
      const T candidate = first[k * inner_];
      if (!precedes(candidate, value)) continue;
      value = candidate;
      best = k;
    }
    return best;
  }

  ElementKind kind_;
  bool largest_, wide_;
  std::size_t outer_, size_, inner_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_arg_extreme(StepReader& reader) { return std::make_unique<ArgExtreme>(reader); }

}  // namespace halflite
