#include <algorithm>

#include "../step.h"

namespace halflite {
namespace {

enum class Normalization : std::uint32_t { softmax, log_softmax, l2 };

/// Normalizes float32 rows.
///
/// Operands: input, output. Parameters: kind, rows, depth, beta (of softmax).
class Softmax final : public Step {
 public:
  explicit Softmax(StepReader& r)
      : kind_(static_cast<Normalization>(r.integer(0, 2))), rows_(r.size()), depth_(r.size(1)), beta_(r.number()),
        input_(r.elements<float>(StepReader::product({rows_, depth_}))),
        output_(r.sink_elements<float>(StepReader::product({rows_, depth_}))) {}

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, grain / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      const float* const source = frame.at<const float>(input_) + begin * depth_;
      float* const sink = frame.at<float>(output_) + begin * depth_;
      const std::size_t rows = end - begin;
      if (kind_ == Normalization::softmax) frame.kernels.softmax(source, sink, rows, depth_, beta_);
      else if (kind_ == Normalization::log_softmax) frame.kernels.log_softmax(source, sink, rows, depth_);
      else frame.kernels.l2_normalize(source, sink, rows, depth_);
    });
  }

 private:
  /// Elements of a task.
  static constexpr std::size_t grain = 8192;

  Normalization kind_;
  std::size_t rows_, depth_;
  float beta_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_softmax(StepReader& reader) { return std::make_unique<Softmax>(reader); }

}  // namespace halflite
