// Depthwise convolution and pooling, row by row, against plain loops over odd sizes and tails.

#include <cmath>

#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

/// Whether tap t of the window at place x lies within the row, and where.
bool position(const RowWindow& window, std::size_t x, std::size_t tap, std::size_t* at) {
  const auto p = static_cast<std::ptrdiff_t>(x * window.stride + tap * window.dilation) - window.before;
  *at = static_cast<std::size_t>(p);
  return p >= 0 && p < static_cast<std::ptrdiff_t>(window.input);
}

/// Rows that begin `step` lines of the input apart.
void check_depthwise(const Target& target, Random& random, const RowWindow& window, std::size_t channels, std::size_t vertical,
                     std::size_t rows, std::size_t step) {
  const std::size_t line = window.input * channels, source_stride = line + 3, sink_step = window.output * channels + 1;
  const std::vector<float> source = weights(random, (vertical + (rows - 1) * step) * source_stride, 1), bias = weights(random, channels, 1);
  const std::vector<float> filter = weights(random, vertical * window.taps * channels, 1);
  GuardedBuffer sink((rows * sink_step - 1) * sizeof(float), 4);
  auto* const results = reinterpret_cast<float*>(sink.data());
  target.kernels->depthwise_conv({source.data(), source_stride, filter.data(), vertical, window, channels, bias.data(), results, -2, 3,
                                  rows, step * source_stride, sink_step});
  for (std::size_t i = 0; i < rows * window.output * channels; i++) {
    const std::size_t r = i / channels / window.output, x = i / channels % window.output, c = i % channels;
    double sum = bias[c];
    for (std::size_t row = 0; row < vertical; row++) {
      for (std::size_t tap = 0, at = 0; tap < window.taps; tap++) {
        if (!position(window, x, tap, &at)) continue;
        sum += static_cast<double>(source[(r * step + row) * source_stride + at * channels + c]) * filter[(row * window.taps + tap) * channels + c];
      }
    }
    const double wanted = std::min(std::max(sum, -2.0), 3.0), got = results[r * sink_step + x * channels + c];
    CHECK(std::abs(got - wanted) <= 1e-5, "%s depthwise %zu taps, stride %zu, dilation %zu, %zu channels, row %zu of %zu: %g instead of %g at %zu",
          target.name, window.taps, window.stride, window.dilation, channels, r, rows, got, wanted, x);
  }
  CHECK(sink.guards_intact(), "%s depthwise writes outside of its sink", target.name);
}

double pooled(Pooling pooling, const std::vector<double>& covered) {
  double result = pooling == Pooling::largest ? -3.4028234663852886e38 : 0;
  for (const double value : covered) {
    if (pooling == Pooling::largest) result = value > result ? value : result;
    else result += pooling == Pooling::average ? value : value * value;
  }
  const double count = static_cast<double>(covered.size());
  if (pooling == Pooling::average) return result / count;
  return pooling == Pooling::largest ? result : std::sqrt(result / count);
}

void check_pool(const Target& target, Random& random, Pooling pooling, const RowWindow& window, std::size_t channels, std::size_t rows) {
  std::vector<float> source = weights(random, rows * window.input * channels, 1);
  if (pooling == Pooling::largest) source[source.size() / 2] = NAN;
  GuardedBuffer sink(window.output * channels * sizeof(float), 4);
  auto* const results = reinterpret_cast<float*>(sink.data());
  target.kernels->pool_row({source.data(), rows, window, channels, pooling, results, -0.5f, 2});
  for (std::size_t i = 0; i < window.output * channels; i++) {
    std::vector<double> covered;
    for (std::size_t row = 0; row < rows; row++) {
      for (std::size_t tap = 0, at = 0; tap < window.taps; tap++) {
        if (position(window, i / channels, tap, &at)) covered.push_back(source[(row * window.input + at) * channels + i % channels]);
      }
    }
    const double wanted = std::min(std::max(pooled(pooling, covered), -0.5), 2.0);
    CHECK(std::abs(results[i] - wanted) <= 1e-6, "%s pooling %d, %zu taps, %zu channels: %g instead of %g at %zu", target.name,
          static_cast<int>(pooling), window.taps, channels, static_cast<double>(results[i]), wanted, i);
  }
  CHECK(sink.guards_intact(), "%s pooling writes outside of its sink", target.name);
}

/// As many places as strides cover the input, with padding around.
RowWindow same(std::size_t input, std::size_t taps, std::size_t stride, std::size_t dilation) {
  const std::size_t output = (input + stride - 1) / stride, reach = (taps - 1) * dilation + 1;
  const std::size_t needed = (output - 1) * stride + reach;
  return {input, output, taps, stride, dilation, static_cast<std::ptrdiff_t>(needed > input ? (needed - input) / 2 : 0)};
}

}  // namespace

void test_windows() {
  Random random(21);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t input : {1, 4, 7, 14, 21}) {
      for (const std::size_t taps : {1, 2, 3, 5, 7}) {
        for (const std::size_t stride : {1, 2, 3}) {
          for (const std::size_t channels : {1, 5, 16, 24, 83}) {
            check_depthwise(*target, random, same(input, taps, stride, 1), channels, 3, 1 + input % 5, 1);
            check_depthwise(*target, random, same(input, taps, stride, 2), channels, input % 3, 2, 2);
            if (taps <= input) {
              const RowWindow valid{input, (input - taps) / stride + 1, taps, stride, 1, 0};
              check_depthwise(*target, random, valid, channels, taps, 1 + channels % 4, stride);
            }
            for (const Pooling pooling : {Pooling::average, Pooling::largest, Pooling::root_mean_square}) {
              check_pool(*target, random, pooling, same(input, taps, stride, 1), channels, taps);
            }
          }
        }
      }
    }
  }
}

}  // namespace halflite::test
