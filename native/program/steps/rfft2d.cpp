#include <algorithm>
#include <bit>

#include "../fourier.h"
#include "../step.h"

namespace halflite {
namespace {

/// Two-dimensional Fourier transforms of planes of real numbers, cut off or filled up with zeros to `height` and `width`.
///
/// Operands: planes [planes, rows, columns], output [planes, height, width / 2 + 1] of pairs (real, imaginary), scratch: 32 bytes for each of these
/// pairs. Parameters: planes, rows, columns, height, width; the last two are powers of two.
class Rfft2d final : public Step {
 public:
  explicit Rfft2d(StepReader& r)
      : planes_(r.size()), rows_(r.size()), columns_(r.size()), height_(power_of_two(r)), width_(power_of_two(r)), bins_(width_ / 2 + 1),
        input_(r.elements<float>(StepReader::product({planes_, rows_, columns_}))),
        output_(r.sink_elements<float>(StepReader::product({planes_, height_, bins_, 2}))),
        scratch_(r.sink_elements<double>(StepReader::product({planes_, height_, bins_, 4}))), along_row_(planes_ > 0 ? width_ : 1),
        along_column_(planes_ > 0 ? height_ : 1) {}

  std::size_t held_bytes() const override { return along_row_.held_bytes() + along_column_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(planes_ * height_, transforms_at_once / width_ + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) transform_row(frame, row);
    });
    frame.team.parallel_for(planes_ * bins_, transforms_at_once / height_ + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t column = begin; column < end; column++) transform_column(frame, column);
    });
  }

 private:
  static constexpr std::size_t transforms_at_once = 4096;  ///< numbers: about 20 us

  static std::size_t power_of_two(StepReader& r) {
    const auto length = static_cast<std::size_t>(r.integer(1, 1 << 24));
    r.require(std::has_single_bit(length), "a length is no power of two");
    return length;
  }

  std::size_t numbers() const { return planes_ * height_ * bins_; }
  /// Transforms of the rows: real parts, then imaginary parts.
  double* of_rows(const Frame& frame) const { return frame.at<double>(scratch_); }
  double* of_columns(const Frame& frame) const { return of_rows(frame) + 2 * numbers(); }

  void transform_row(const Frame& frame, std::size_t row) const noexcept {
    const std::size_t plane = row / height_, y = row % height_;
    const std::size_t count = y < rows_ ? std::min(columns_, width_) : 0;
    const float* const source = frame.at<const float>(input_) + (count > 0 ? (plane * rows_ + y) * columns_ : 0);
    double* const real = of_rows(frame) + row * bins_;
    along_row_.run(source, count, real, real + numbers());
  }

  void transform_column(const Frame& frame, std::size_t column) const noexcept {
    const std::size_t plane = column / bins_, x = column % bins_;
    const double* const source = of_rows(frame) + plane * height_ * bins_ + x;
    double *const real = of_columns(frame) + column * height_, *const imaginary = real + numbers();
    for (std::size_t y = 0; y < height_; y++) {
      real[y] = source[y * bins_];
      imaginary[y] = source[y * bins_ + numbers()];
    }
    along_column_.run(real, imaginary);
    float* const sink = frame.at<float>(output_) + 2 * (plane * height_ * bins_ + x);
    for (std::size_t y = 0; y < height_; y++) {
      sink[2 * y * bins_] = static_cast<float>(real[y]);
      sink[2 * y * bins_ + 1] = static_cast<float>(imaginary[y]);
    }
  }

  std::size_t planes_, rows_, columns_, height_, width_, bins_;
  Operand input_, output_, scratch_;
  RealFourierTransform along_row_;
  FourierTransform along_column_;
};

}  // namespace

std::unique_ptr<Step> make_rfft2d(StepReader& reader) { return std::make_unique<Rfft2d>(reader); }

}  // namespace halflite
