// The transforms of Winograd's convolution: with plain products in between they give what a plain convolution gives.

#include <atomic>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <memory>

#include "../program/packing.h"
#include "../program/step.h"
#include "buffers.h"
#include "check.h"
#include "hostile_programs.h"
#include "reference.h"

namespace halflite::test {
namespace {

constexpr std::size_t side = 4, taps = 9;
constexpr float least = -2, most = 3, largest = 3.4028234663852886e38f;

/// A tile of 2 x 2 pixels of the output, and all that it comes from.
struct Tile {
  std::size_t channels, columns;
  bool is_float16, adds;
  std::vector<float> pixels, filter, bias, added;  ///< filter [columns, taps, channels]; the bias is padded

  Tile(Random& random, std::size_t in, std::size_t out, std::size_t panel_columns, bool float16)
      : channels(in), columns(out), is_float16(float16), adds(out % 2 == 0), pixels(weights(random, side * side * in, 1)),
        filter(weights(random, out * taps * in, 1)), bias(weights(random, panel_columns, 1)), added(weights(random, 4 * out, 1)) {}

  double expected(std::size_t pixel, std::size_t column) const {
    double sum = bias[column];
    for (std::size_t tap = 0; tap < taps; tap++) {
      const std::size_t at = (pixel / 2 + tap / 3) * side + pixel % 2 + tap % 3;
      for (std::size_t k = 0; k < channels; k++) {
        sum += static_cast<double>(pixels[at * channels + k]) * filter[(column * taps + tap) * channels + k];
      }
    }
    if (adds) sum += added[pixel * columns + column];
    return std::min<double>(std::max<double>(sum, least), most);
  }

  /// The packed panel; weights become what float16 holds of them.
  std::vector<char> pack(std::size_t panel_columns) {
    std::vector<std::uint16_t> halves;
    for (float& value : filter) {
      if (!is_float16) break;
      halves.push_back(reference_float16(std::bit_cast<std::uint32_t>(value), Overflow::clamp));
      value = std::bit_cast<float>(reference_float32(halves.back()));
    }
    const char* const data = is_float16 ? reinterpret_cast<const char*>(halves.data()) : reinterpret_cast<const char*>(filter.data());
    const PanelSource source{data, is_float16, columns, taps * channels, taps * channels, 1};
    std::vector<char> panel(source.panel_bytes(panel_columns));
    pack_panel(source, 0, panel_columns, panel.data());
    return panel;
  }
};

/// For each point the sums of products of channels, from what the kernels make of pixels and weights.
std::vector<float> products_of(const Target& target, Tile& tile, std::size_t panel_columns) {
  const std::size_t points_stride = tile.channels + 3, weights_stride = tile.channels * panel_columns + 5;
  GuardedBuffer points(((winograd_points - 1) * points_stride + tile.channels) * sizeof(float), 4);
  GuardedBuffer line((3 * weights_stride + tile.channels * panel_columns) * sizeof(float), 4);
  auto *const point = reinterpret_cast<float*>(points.data()), *const weight = reinterpret_cast<float*>(line.data());
  WinogradInput input{{}, tile.channels, point, points_stride};
  for (std::size_t i = 0; i < winograd_points; i++) input.pixels[i] = &tile.pixels[i * tile.channels];
  target.kernels->winograd_input(input);
  const std::vector<char> panel = tile.pack(panel_columns);
  std::vector<float> products(winograd_points * tile.columns);
  for (std::size_t i = 0; i < winograd_points; i++) {
    const auto transform = tile.is_float16 ? target.kernels->winograd_weights_float16 : target.kernels->winograd_weights_float32;
    if (i % 4 == 0) transform({panel.data(), tile.channels, i / 4, weight, weights_stride});
    for (std::size_t column = 0; column < tile.columns; column++) {
      double sum = 0;
      for (std::size_t k = 0; k < tile.channels; k++) {
        sum += static_cast<double>(point[i * points_stride + k]) * weight[i % 4 * weights_stride + k * panel_columns + column];
      }
      products[i * tile.columns + column] = static_cast<float>(sum);
    }
  }
  CHECK(points.guards_intact() && line.guards_intact(), "%s: a transform writes outside of its sink", target.name);
  return products;
}

/// Pixels whose bit is set in `absent` lie outside of the image.
void check_tile(const Target& target, Tile& tile, std::size_t panel_columns, unsigned absent) {
  const std::vector<float> products = products_of(target, tile, panel_columns);
  GuardedBuffer sink(4 * tile.columns * sizeof(float), 4);
  auto* const results = reinterpret_cast<float*>(sink.data());
  for (std::size_t i = 0; i < 4 * tile.columns; i++) results[i] = 77;
  WinogradOutput output{products.data(), tile.columns, tile.columns, tile.bias.data(), {}, {}, least, most};
  for (std::size_t i = 0; i < 4; i++) {
    if (absent >> i & 1) continue;
    output.pixels[i] = results + i * tile.columns;
    if (tile.adds) output.addend[i] = &tile.added[i * tile.columns];
  }
  target.kernels->winograd_output(output);
  for (std::size_t i = 0; i < 4 * tile.columns; i++) {
    const std::size_t pixel = i / tile.columns;
    const double wanted = absent >> pixel & 1 ? 77 : tile.expected(pixel, i % tile.columns);
    const double bound = 2e-6 * static_cast<double>(taps * tile.channels + 4);
    CHECK(std::abs(results[i] - wanted) <= bound, "%s, %zu channels, %zu columns, float16 %d: %g instead of %g at %zu", target.name, tile.channels, tile.columns, tile.is_float16, static_cast<double>(results[i]), wanted, i);
  }
  CHECK(sink.guards_intact(), "%s: pixels are written outside of the sink", target.name);
}

/// What is added is added to a finite number.
void check_overflow(const Target& target) {
  const std::vector<float> products(winograd_points, largest), added(1, -largest);
  float pixel = 0;
  target.kernels->winograd_output({products.data(), 1, 1, nullptr, {&pixel}, {added.data()}, -largest, largest});
  CHECK(pixel == 0, "%s: the sum of an overflow and its opposite is %g", target.name, static_cast<double>(pixel));
}

// Sanitizers end the process where there is no memory.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
/// One convolution of 6 x 7 pixels, with transformed tiles.
std::vector<float> convolve(const Target& target, bool has_scratch) {
  constexpr std::size_t pixels = 6 * 7, in = 5, out = 19, tiles_floats = 12 * (winograd_points * in + 16);
  Random random(22);
  std::vector<float> source = weights(random, pixels * in, 1), filter = weights(random, out * taps * in, 1), sink(pixels * out), tiles(tiles_floats);
  std::vector<float>* const all[] = {&source, &filter, &sink, &tiles};
  std::vector<Buffer> buffers;
  for (std::vector<float>* floats : all) buffers.push_back({reinterpret_cast<char*>(floats->data()), floats->size() * sizeof(float), "", floats != &filter});
  const auto bytes = [&](std::size_t i) { return static_cast<double>(buffers[i].bytes); };
  const double operands[] = {0, 0, bytes(0), 1, 0, bytes(1), -1, 0, 0, 2, 0, bytes(2), -1, 0, 0, 3, 0, bytes(3), -1, 0, 0};
  const double parameters[] = {1, in, out, 1, 1, 1, 1, 1, 1, 0, 6, 6, 3, 1, 1, 1, 7, 7, 3, 1, 1, 1, 0, 0, least, most};
  Scratch scratch;
  Packing packing;
  StepReader reader("convolution", operands, std::size(operands) / 3, parameters, std::size(parameters), buffers, *target.kernels, scratch, packing);
  const std::unique_ptr<Step> step = step_kinds()[kind_of("convolution")].make(reader);
  reader.finish();
  packing.finish();
  if (!has_scratch) scratch.require(SIZE_MAX / 4);
  char* const memory[] = {buffers[0].data, buffers[1].data, buffers[2].data, buffers[3].data};
  Team team(1);
  packing.pack(0, packing.count(), team);
  std::atomic<bool> failed{false};
  step->run({*target.kernels, team, memory, failed, nullptr});
  return sink;
}

void check_without_scratch(const Target& target) {
  const std::vector<float> wanted = convolve(target, true), got = convolve(target, false);
  for (std::size_t i = 0; i < wanted.size(); i++) {
    CHECK(std::abs(wanted[i] - got[i]) <= 1e-4f, "%s, without scratch memory: %g instead of %g at %zu", target.name, static_cast<double>(got[i]),
          static_cast<double>(wanted[i]), i);
  }
}
#else
void check_without_scratch(const Target&) {}
#endif

}  // namespace

void test_winograd() {
  Random random(21);
  for (const Target* target : runnable_targets()) {
    std::size_t rows = 0, panel_columns = 0;
    target->kernels->gemm_geometry(&rows, &panel_columns);
    for (const bool is_float16 : {false, true}) {
      for (const std::size_t channels : {1, 7, 16, 33}) {
        for (std::size_t columns = 1; columns <= panel_columns; columns++) {
          Tile tile(random, channels, columns, panel_columns, is_float16);
          check_tile(*target, tile, panel_columns, static_cast<unsigned>(columns % 4 == 3 ? 0xa : columns % 5 == 1 ? 0xc : 0));
        }
      }
    }
    check_overflow(*target);
    check_without_scratch(*target);
  }
}

}  // namespace halflite::test
