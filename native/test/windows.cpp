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

/// Lines [first, last) of the output.
void check_depthwise(const Target& target, Random& random, const RowWindow& vertical, const RowWindow& window, std::size_t channels,
                     std::size_t first, std::size_t last) {
  const std::size_t line = window.input * channels, source_stride = line + 3, sink_stride = window.output * channels + 1;
  const std::vector<float> source = weights(random, vertical.input * source_stride, 1), bias = weights(random, channels, 1);
  const std::vector<float> filter = weights(random, vertical.taps * window.taps * channels, 1);
  GuardedBuffer sink(((last - first) * sink_stride - 1) * sizeof(float), 4);
  auto* const results = reinterpret_cast<float*>(sink.data());
  target.kernels->depthwise_conv({source.data(), source_stride, channels, vertical, window, filter.data(), bias.data(), channels,
                                  results - first * sink_stride, sink_stride, -2, 3, first, last});
  for (std::size_t i = 0; i < (last - first) * window.output * channels; i++) {
    const std::size_t r = i / channels / window.output, x = i / channels % window.output, c = i % channels;
    double sum = bias[c];
    for (std::size_t row = 0, down = 0; row < vertical.taps; row++) {
      if (!position(vertical, first + r, row, &down)) continue;
      for (std::size_t tap = 0, at = 0; tap < window.taps; tap++) {
        if (!position(window, x, tap, &at)) continue;
        sum += static_cast<double>(source[down * source_stride + at * channels + c]) * filter[(row * window.taps + tap) * channels + c];
      }
    }
    const double wanted = std::min(std::max(sum, -2.0), 3.0), got = results[r * sink_stride + x * channels + c];
    CHECK(std::abs(got - wanted) <= 1e-5, "%s depthwise %zu x %zu taps, stride %zu, dilation %zu, %zu channels, line %zu of [%zu, %zu): %g instead of %g at %zu",
          target.name, vertical.taps, window.taps, window.stride, window.dilation, channels, first + r, first, last, got, wanted, x);
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

/// Square and oblong windows, padded and not, over all lines and over some.
void check_depthwise_windows(const Target& target, Random& random, std::size_t input, std::size_t taps, std::size_t stride,
                             std::size_t channels) {
  const RowWindow window = same(input, taps, stride, 1), dilated = same(input, taps, stride, 2);
  check_depthwise(target, random, window, window, channels, 0, window.output);
  check_depthwise(target, random, window, window, channels, window.output / 3, window.output);
  check_depthwise(target, random, same(input + 2, 3, 1, 1), window, channels, 1, input + 1);
  check_depthwise(target, random, dilated, dilated, channels, 0, dilated.output);
  check_depthwise(target, random, same(input, taps, stride, 4), same(input, taps, stride, 3), channels, dilated.output / 2, dilated.output);
  if (taps > input) return;
  const RowWindow valid{input, (input - taps) / stride + 1, taps, stride, 1, 0};
  check_depthwise(target, random, valid, valid, channels, 0, valid.output);
  check_depthwise(target, random, window, valid, channels, 0, window.output);
}

}  // namespace

void test_windows() {
  Random random(21);
  for (const Target* target : runnable_targets()) {
    for (const std::size_t input : {1, 4, 7, 14, 21}) {
      for (const std::size_t taps : {1, 2, 3, 5, 7}) {
        for (const std::size_t stride : {1, 2, 3}) {
          for (const std::size_t channels : {1, 5, 16, 24, 83}) {
            check_depthwise_windows(*target, random, input, taps, stride, channels);
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
