#include <algorithm>
#include <cmath>

#include "../step.h"

namespace halflite {
namespace {

/// Divides each float32 element by a power of the squares of its neighbours in its row.
///
/// Operands: input, output. Parameters: rows, depth, radius, bias, alpha, beta.
class LocalResponseNormalization final : public Step {
 public:
  explicit LocalResponseNormalization(StepReader& r)
      : rows_(r.size()), depth_(r.size(1)), radius_(r.integer(-(1 << 30), 1 << 30)), bias_(r.number()), alpha_(r.number()),
        beta_(r.number()), input_(r.elements<float>(StepReader::product({rows_, depth_}))),
        output_(r.sink_elements<float>(StepReader::product({rows_, depth_}))) {}

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, 1024 / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        normalize(frame.at<const float>(input_) + row * depth_, frame.at<float>(output_) + row * depth_);
      }
    });
  }

 private:
  void normalize(const float* source, float* sink) const noexcept {
    const auto depth = static_cast<std::int64_t>(depth_);
    for (std::int64_t channel = 0; channel < depth; channel++) {
      // The channel at a distance of the radius counts below, not above.
      const std::int64_t first = std::max<std::int64_t>(0, channel - radius_), last = std::min(depth, channel + radius_);
      double squares = 0;
      for (std::int64_t i = first; i < last; i++) squares += static_cast<double>(source[i]) * source[i];
      const double base = static_cast<double>(bias_) + static_cast<double>(alpha_) * squares;
      sink[channel] = static_cast<float>(source[channel] * std::pow(base, -static_cast<double>(beta_)));
    }
  }

  std::size_t rows_, depth_;
  std::int64_t radius_;
  float bias_, alpha_, beta_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_local_response_normalization(StepReader& reader) {
  return std::make_unique<LocalResponseNormalization>(reader);
}

}  // namespace halflite
