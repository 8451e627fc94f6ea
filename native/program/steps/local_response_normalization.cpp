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
    const auto depth = static_cast<std::int64_t>(depth_);
    frame.team.parallel_for(rows_, std::max<std::size_t>(1, 1024 / depth_), [&](std::size_t begin, std::size_t end) noexcept {
      const std::size_t rows_at_once = std::max<std::size_t>(1, at_once / depth_);
      for (std::size_t row = begin; row < end; row += rows_at_once) {
        const std::size_t rows = std::min(rows_at_once, end - row);
        for (std::int64_t channel = 0; channel < depth; channel += at_once) {
          normalize(frame, row, rows, channel, std::min<std::int64_t>(at_once, depth - channel));
        }
      }
    });
  }

 private:
  /// Elements whose powers are taken together.
  static constexpr std::int64_t at_once = 1024;

  /// Channels [first, first + count) of some rows: all channels, or one row.
  void normalize(const Frame& frame, std::size_t row, std::size_t rows, std::int64_t first, std::int64_t count) const noexcept {
    const float* const source = frame.at<const float>(input_) + row * depth_;
    float* const sink = frame.at<float>(output_) + row * depth_ + first;
    float bases[at_once] = {};
    for (std::size_t i = 0; i < rows; i++) find_bases(source + i * depth_, bases + static_cast<std::int64_t>(i) * count, first, count);
    const std::size_t elements = rows * static_cast<std::size_t>(count);
    raise(frame, bases, elements);
    for (std::size_t i = 0; i < elements; i++) sink[i] = source[first + static_cast<std::int64_t>(i)] * bases[i];
  }

  /// To the power of -beta.
  void raise(const Frame& frame, float* bases, std::size_t count) const noexcept {
    // Powers of roots are more exact than those by way of logarithms.
    if (beta_ == 0.5f) return frame.kernels.unary(UnaryFunction::rsqrt, bases, bases, count, 0, 0);
    if (beta_ == 0.75f) {
      float roots[at_once];
      frame.kernels.unary(UnaryFunction::sqrt, bases, roots, count, 0, 0);
      frame.kernels.unary(UnaryFunction::sqrt, roots, bases, count, 0, 0);
      for (std::size_t i = 0; i < count; i++) bases[i] = 1 / (roots[i] * bases[i]);
      return;
    }
    if (!has_logarithms_) {
      for (std::size_t i = 0; i < count; i++) bases[i] = std::pow(bases[i], -beta_);
      return;
    }
    frame.kernels.unary(UnaryFunction::log, bases, bases, count, 0, 0);
    for (std::size_t i = 0; i < count; i++) bases[i] *= -beta_;
    frame.kernels.unary(UnaryFunction::exp, bases, bases, count, 0, 0);
  }

  /// bias + alpha times the squares around each channel. The one at a distance of the radius counts below, not above.
  void find_bases(const float* source, float* bases, std::int64_t first, std::int64_t count) const noexcept {
    const auto depth = static_cast<std::int64_t>(depth_);
    double squares[at_once];
    std::fill_n(squares, count, 0.0);
    const std::int64_t nearest = std::max(-radius_, -depth), farthest = std::min(radius_, depth);
    for (std::int64_t distance = nearest; distance < farthest; distance++) {
      const std::int64_t begin = std::max(first, -distance), end = std::min(first + count, depth - distance);
      for (std::int64_t c = begin; c < end; c++) {
        const double neighbour = source[c + distance];
        squares[c - first] += neighbour * neighbour;
      }
    }
    for (std::int64_t i = 0; i < count; i++) {
      bases[i] = static_cast<float>(static_cast<double>(bias_) + static_cast<double>(alpha_) * squares[i]);
    }
  }

  std::size_t rows_, depth_;
  std::int64_t radius_;
  float bias_, alpha_, beta_;
  /// Bases are positive, and their power is no constant.
  bool has_logarithms_ = bias_ > 0 && alpha_ >= 0 && beta_ != 0;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_local_response_normalization(StepReader& reader) {
  return std::make_unique<LocalResponseNormalization>(reader);
}

}  // namespace halflite
