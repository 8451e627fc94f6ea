#include <algorithm>
#include <cstdint>

#include "../reduction.h"

namespace halflite {
namespace {

/// The index of the largest or smallest element along a dimension, the first of equals. The first element stays where the
/// others do not compare.
///
/// Operands: input, output (int32 or int64). Parameters: element type, whether the largest is wanted, whether indices are
/// int64, sizes before, of and behind the dimension.
class ArgExtreme final : public Step {
 public:
  explicit ArgExtreme(StepReader& r)
      : type_(static_cast<ArgType>(r.integer(0, 3))), largest_(r.flag()), wide_(r.flag()), outer_(r.size()),
        size_(r.size(1)), inner_(r.size()) {
    input_ = r.operand(width());
    output_ = r.sink(wide_ ? 8 : 4);
    r.require(size_ <= INT32_MAX, "there are too many elements to choose from");
    r.require(input_.bytes / width() >= StepReader::product({outer_, size_, inner_}), "the input is too short");
    r.require(output_.bytes / (wide_ ? 8 : 4) >= StepReader::product({outer_, inner_}), "the output is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (wide_) run_into<std::int64_t>(frame);
    else run_into<std::int32_t>(frame);
  }

 private:
  /// Elements that a task reads, about, and places that it finds at once.
  static constexpr std::size_t grain = 16384, least_places = 16, most_places = 256;

  std::size_t width() const { return type_ == ArgType::float32 || type_ == ArgType::int32 ? 4 : 1; }

  /// Rows, or pieces of the rows that the dimension's columns lie in.
  template <typename Index>
  void run_into(const Frame& frame) const noexcept {
    if (inner_ == 0) return;
    Index* const sink = frame.at<Index>(output_);
    const bool is_last = inner_ == 1;
    const std::size_t line = is_last ? outer_ : inner_, planes = is_last ? 1 : outer_;
    const std::size_t part = std::clamp<std::size_t>(grain / size_, least_places, most_places), parts = (line + part - 1) / part;
    const std::size_t at_once = std::max<std::size_t>(1, grain / size_ / std::min(part, line + 1));
    frame.team.parallel_for(planes * parts, at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t place = task % parts * part, plane = task / parts;
        const std::size_t first = plane * size_ * inner_ + place * (is_last ? size_ : 1);
        find(frame, first, sink + plane * inner_ + place, std::min(part, line - place));
      }
    });
  }

  template <typename Index>
  void find(const Frame& frame, std::size_t first, Index* sink, std::size_t count) const noexcept {
    std::int32_t places[most_places];
    frame.kernels.arg_extreme(type_, largest_, frame.at<const char>(input_) + first * width(), places, count, size_, inner_);
    std::copy_n(places, count, sink);
  }

  ArgType type_;
  bool largest_, wide_;
  std::size_t outer_, size_, inner_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_arg_extreme(StepReader& reader) { return std::make_unique<ArgExtreme>(reader); }

}  // namespace halflite
