// Fourier transforms whose lengths are powers of two.
#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace halflite {

/// Sums of x[j] * e^(-2 pi i j k / length), in place; real and imaginary parts lie apart.
class FourierTransform {
 public:
  explicit FourierTransform(std::size_t length) : reversed_(length), cosines_(length), sines_(length) {
    for (std::size_t i = 1; i < length; i++) reversed_[i] = reversed_[i / 2] / 2 + (i % 2) * (length / 2);
    for (std::size_t half = 1; half < length; half *= 2) {
      for (std::size_t k = 0; k < half; k++) {
        const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(half);
        cosines_[half + k] = std::cos(angle);
        sines_[half + k] = -std::sin(angle);
      }
    }
  }

  std::size_t held_bytes() const { return reversed_.size() * (sizeof(std::size_t) + 2 * sizeof(double)); }

  void run(double* real, double* imaginary) const noexcept {
    const std::size_t length = reversed_.size();
    for (std::size_t i = 0; i < length; i++) {
      const std::size_t j = reversed_[i];
      if (j <= i) continue;
      std::swap(real[i], real[j]);
      std::swap(imaginary[i], imaginary[j]);
    }
    for (std::size_t half = 1; half < length; half *= 2) {
      for (std::size_t start = 0; start < length; start += 2 * half) join(real + start, imaginary + start, half);
    }
  }

 private:
  /// Joins two neighbouring transforms of `half` numbers.
  void join(double* real, double* imaginary, std::size_t half) const noexcept {
    for (std::size_t k = 0; k < half; k++) {
      const double c = cosines_[half + k], s = sines_[half + k];
      const double re = real[k + half] * c - imaginary[k + half] * s, im = real[k + half] * s + imaginary[k + half] * c;
      real[k + half] = real[k] - re;
      imaginary[k + half] = imaginary[k] - im;
      real[k] += re;
      imaginary[k] += im;
    }
  }

  std::vector<std::size_t> reversed_;  ///< each index with its bits in the opposite order
  std::vector<double> cosines_, sines_;  ///< of half a turn, from `half` on in `half` parts
};

/// Of real numbers: the `length` / 2 + 1 results that the others follow from. The numbers at even places are the real parts, those at odd places
/// the imaginary parts of a transform of half the length.
class RealFourierTransform {
 public:
  explicit RealFourierTransform(std::size_t length) : half_(length / 2), transform_(length > 1 ? length / 2 : 1) {
    for (std::size_t k = 0; k <= half_ / 2; k++) {
      const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(half_ > 0 ? half_ : 1);
      cosines_.push_back(std::cos(angle));
      sines_.push_back(-std::sin(angle));
    }
  }

  std::size_t held_bytes() const { return transform_.held_bytes() + cosines_.size() * 2 * sizeof(double); }

  /// `count` numbers, zeros behind them up to the length; both sinks hold length / 2 + 1.
  void run(const float* source, std::size_t count, double* real, double* imaginary) const noexcept {
    if (half_ == 0) {
      real[0] = count > 0 ? double{source[0]} : 0;
      imaginary[0] = 0;
      return;
    }
    for (std::size_t k = 0; k < half_; k++) {
      real[k] = 2 * k < count ? double{source[2 * k]} : 0;
      imaginary[k] = 2 * k + 1 < count ? double{source[2 * k + 1]} : 0;
    }
    transform_.run(real, imaginary);
    real[half_] = real[0];
    imaginary[half_] = imaginary[0];
    for (std::size_t k = 0; k <= half_ / 2; k++) separate(real, imaginary, k);
  }

 private:
  /// Results k and half - k from the numbers at these places.
  void separate(double* real, double* imaginary, std::size_t k) const noexcept {
    const std::size_t m = half_ - k;
    const double even_real = (real[k] + real[m]) / 2, even_imaginary = (imaginary[k] - imaginary[m]) / 2;
    const double odd_real = (imaginary[k] + imaginary[m]) / 2, odd_imaginary = (real[m] - real[k]) / 2;
    const double turned_real = odd_real * cosines_[k] - odd_imaginary * sines_[k];
    const double turned_imaginary = odd_real * sines_[k] + odd_imaginary * cosines_[k];
    real[k] = even_real + turned_real;
    imaginary[k] = even_imaginary + turned_imaginary;
    real[m] = even_real - turned_real;
    imaginary[m] = turned_imaginary - even_imaginary;
  }

  std::size_t half_;
  FourierTransform transform_;
  std::vector<double> cosines_, sines_;
};

}  // namespace halflite
