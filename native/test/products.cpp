// gemm, dense and what packs and divides their work, against plain loops over odd sizes and tails.

#include <atomic>
#include <bit>
#include <cmath>
#include <cstring>

#include "../program/gemm_tasks.h"
#include "../program/packing.h"
#include "buffers.h"
#include "check.h"
#include "reference.h"

namespace halflite::test {
namespace {

/// A matrix of weights as float16 or float32, and the numbers that it holds.
struct Matrix {
  std::vector<float> values;
  std::vector<std::uint16_t> halves;
  bool is_float16;

  Matrix(Random& random, std::size_t count, bool float16) : values(weights(random, count, 1)), is_float16(float16) {
    for (float& value : values) {
      if (!float16) break;
      halves.push_back(reference_float16(std::bit_cast<std::uint32_t>(value), Overflow::clamp));
      value = std::bit_cast<float>(reference_float32(halves.back()));
    }
  }

  const char* data() const {
    return is_float16 ? reinterpret_cast<const char*>(halves.data()) : reinterpret_cast<const char*>(values.data());
  }
};

/// Sums of `depth` products of numbers about 1.
float tolerance(std::size_t depth) { return 1e-6f * (4 + static_cast<float>(depth)); }

double expected(const float* source, const std::vector<float>& matrix, std::size_t depth, std::size_t unit, float bias,
                float least, float most) {
  double sum = bias;
  for (std::size_t k = 0; k < depth; k++) sum += static_cast<double>(source[k]) * matrix[unit * depth + k];
  return std::min<double>(std::max<double>(sum, least), most);
}

void pack_panels(const PanelSource& source, std::size_t columns, char* sink) {
  for (std::size_t i = 0; i < panels_for(source.rows, columns); i++) pack_panel(source, i, columns, sink + i * source.panel_bytes(columns));
}

struct Product {
  std::size_t rows, depth, units;
  bool is_float16, has_bias;
};

void check_sums(const Target& target, const Product& p, const float* source, const Matrix& matrix, const std::vector<float>& bias,
                const float* sink, std::size_t stride, const char* what) {
  for (std::size_t r = 0; r < p.rows; r++) {
    for (std::size_t u = 0; u < p.units; u++) {
      const double wanted = expected(source + r * p.depth, matrix.values, p.depth, u, p.has_bias ? bias[u] : 0, -2, 3);
      const float got = sink[r * stride + u];
      CHECK(std::abs(got - wanted) <= tolerance(p.depth), "%s %s %zux%zux%zu float16 %d: %g instead of %g at %zu, %zu",
            target.name, what, p.rows, p.depth, p.units, p.is_float16, static_cast<double>(got), wanted, r, u);
    }
  }
}

void check_dense(const Target& target, Random& random, const Product& p) {
  const Matrix matrix(random, p.units * p.depth, p.is_float16);
  const std::vector<float> source = weights(random, p.rows * p.depth, 1), bias = weights(random, p.units, 1);
  GuardedBuffer sink(p.rows * p.units * sizeof(float), 4);
  auto* const results = reinterpret_cast<float*>(sink.data());
  const DenseBlock block{source.data(), p.rows, p.depth, matrix.data(), p.has_bias ? bias.data() : nullptr, results, p.units, -2, 3};
  const auto dense = p.is_float16 ? target.kernels->dense_float16 : target.kernels->dense_float32;
  dense(block, 0, p.units / 2);
  dense(block, p.units / 2, p.units);
  check_sums(target, p, source.data(), matrix, bias, results, p.units, "dense");
  CHECK(sink.guards_intact(), "%s dense writes outside of its sink", target.name);
}

/// The panels that gemm_float16 restores on its way give the same results again, bit by bit.
void check_restored(const Target& target, const GemmStrip& strip, std::size_t rows, std::size_t panels, std::size_t panel_columns) {
  const std::size_t results = rows * strip.sink_stride;
  GuardedBuffer restored(panels * panel_columns * strip.taps * strip.depth * sizeof(float), 4);
  std::vector<float> first(results), second(results);
  GemmStrip product = strip;
  product.sink = first.data();
  product.restored = reinterpret_cast<float*>(restored.data());
  target.kernels->gemm_float16(product, rows, 0, 1);
  target.kernels->gemm_float16(product, rows, 1, panels);
  product = strip;
  product.sink = second.data();
  product.panels = restored.data();
  target.kernels->gemm_float32(product, rows, 0, panels);
  CHECK(restored.guards_intact(), "%s gemm restores panels outside of their place", target.name);
  for (const std::vector<float>& again : {first, second}) {
    CHECK(std::memcmp(again.data(), strip.sink, results * sizeof(float)) == 0, "%s gemm restores other panels, %zu rows, depth %zu, %zu columns",
          target.name, rows, strip.depth, strip.columns);
  }
}

/// The depth is read in two taps.
void check_gemm(const Target& target, Random& random, const Product& p, bool from_columns) {
  std::size_t most_rows = 0, columns = 0;
  target.kernels->gemm_geometry(&most_rows, &columns);
  const std::size_t taps = p.depth % 2 == 0 ? 2 : 1, tap_depth = p.depth / taps;
  Matrix matrix(random, p.units * p.depth, p.is_float16);
  const std::vector<float> source = weights(random, p.rows * p.depth, 1), bias = weights(random, p.units + columns, 1);
  PanelSource panel_source{matrix.data(), p.is_float16, p.units, p.depth, p.depth, 1};
  Matrix transposed = matrix;
  for (std::size_t u = 0; from_columns && u < p.units; u++) {
    for (std::size_t k = 0; k < p.depth; k++) {
      transposed.values[k * p.units + u] = matrix.values[u * p.depth + k];
      if (p.is_float16) transposed.halves[k * p.units + u] = matrix.halves[u * p.depth + k];
    }
  }
  if (from_columns) panel_source = {transposed.data(), p.is_float16, p.units, 1, p.depth, p.units};
  const std::size_t panels = panels_for(p.units, columns);
  GuardedBuffer packed(panels * panel_source.panel_bytes(columns), 0);
  pack_panels(panel_source, columns, packed.data());
  const auto gemm = p.is_float16 ? target.kernels->gemm_float16 : target.kernels->gemm_float32;
  for (std::size_t count = 1; count <= most_rows; count++) {
    std::vector<const float*> rows;
    for (std::size_t tap = 0; tap < taps; tap++) {
      for (std::size_t r = 0; r < count; r++) rows.push_back(&source[r % p.rows * p.depth + tap * tap_depth]);
    }
    GuardedBuffer sink(count * p.units * sizeof(float), 4);
    auto* const results = reinterpret_cast<float*>(sink.data());
    const GemmStrip strip{rows.data(), taps, tap_depth, packed.data(), p.has_bias ? bias.data() : nullptr, results, p.units, p.units, -2, 3};
    gemm(strip, count, 0, 1);
    gemm(strip, count, 1, panels);
    Product some = p;
    some.rows = std::min(count, p.rows);
    check_sums(target, some, source.data(), matrix, bias, results, p.units, "gemm");
    if (p.is_float16) check_restored(target, strip, count, panels, columns);
    CHECK(sink.guards_intact() && packed.guards_intact(), "%s gemm writes outside of its sink", target.name);
  }
}

/// Sums of float16 lie within the bound of rounding every product's sum, and not all of them are those of float32.
void check_gemm_in_float16(const Target& target, Random& random, std::size_t depth, std::size_t units, bool has_bias) {
  std::size_t most_rows = 0, columns = 0;
  target.kernels->gemm_geometry(&most_rows, &columns);
  const std::size_t taps = depth % 3 == 0 ? 3 : 1, panels = panels_for(units, columns);
  const Matrix matrix(random, units * depth, true);
  const std::vector<float> source = weights(random, most_rows * depth, 1), bias = weights(random, units + columns, 1);
  const PanelSource panel_source{matrix.data(), true, units, depth, depth, 1};
  GuardedBuffer packed(panels * panel_source.panel_bytes(columns), 0);
  pack_panels(panel_source, columns, packed.data());
  std::size_t rounded = 0;
  for (std::size_t count = 1; count <= most_rows; count++) {
    std::vector<const float*> rows;
    for (std::size_t i = 0; i < taps * count; i++) rows.push_back(&source[i % count * depth + i / count * (depth / taps)]);
    GuardedBuffer sink(count * units * sizeof(float), 4);
    auto* const results = reinterpret_cast<float*>(sink.data());
    const GemmStrip strip{rows.data(), taps, depth / taps, packed.data(), has_bias ? bias.data() : nullptr, results, units, units, -2, 3};
    target.kernels->gemm_in_float16(strip, count, 0, 1);
    target.kernels->gemm_in_float16(strip, count, 1, panels);
    for (std::size_t i = 0; i < count * units; i++) {
      const std::size_t r = i / units, u = i % units;
      const double wanted = expected(&source[r * depth], matrix.values, depth, u, has_bias ? bias[u] : 0, -2, 3);
      double magnitude = 0;
      for (std::size_t k = 0; k < depth; k++) magnitude += std::abs(static_cast<double>(source[r * depth + k]) * matrix.values[u * depth + k]);
      const double bound = magnitude * static_cast<double>(std::min<std::size_t>(depth, 256) + 2) / 2048, error = std::abs(results[i] - wanted);
      CHECK(error <= bound + 1e-6, "%s gemm in float16, depth %zu, %zu units, %zu rows: error %g beyond %g at %zu", target.name, depth, units, count, error, bound, i);
      rounded += error > tolerance(depth);
    }
    CHECK(sink.guards_intact(), "%s gemm in float16 writes outside of its sink", target.name);
  }
  CHECK(depth < 16 || units < 19 || rounded > 0, "%s gemm in float16 sums in float32", target.name);
}

/// Every strip meets every panel once.
void check_tasks(std::size_t threads, const GemmShape& shape) {
  std::vector<std::atomic<int>> visits(shape.strips * shape.panels);
  with_team(pool(), threads, [&](Team& team) noexcept {
    for_each_gemm_task(team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      for (std::size_t s = strip; s < last_strip; s++) {
        for (std::size_t p = panel; p < last_panel; p++) visits[s * shape.panels + p]++;
      }
    });
  });
  for (const std::atomic<int>& visit : visits) {
    CHECK(visit == 1, "%zu strips, %zu panels, depth %zu, %zu threads: a tile is met %d times", shape.strips, shape.panels,
          shape.depth, threads, visit.load());
  }
}

}  // namespace

void test_products() {
  Random random(20);
  for (const Target* target : runnable_targets()) {
    for (const bool is_float16 : {false, true}) {
      for (const std::size_t depth : {1, 7, 16, 33, 70}) {
        for (const std::size_t units : {1, 5, 19, 40, 67}) {
          for (const std::size_t rows : {1, 2, 3, 4, 5, 8}) check_dense(*target, random, {rows, depth, units, is_float16, depth % 2 == 0});
          check_gemm(*target, random, {14, depth, units, is_float16, units % 2 == 0}, false);
          check_gemm(*target, random, {5, depth, units, is_float16, units % 2 == 1}, true);
        }
      }
    }
  }
  for (const Target* target : runnable_targets()) {
    if (!target->has_float16_arithmetic()) continue;
    for (const std::size_t depth : {1, 9, 27, 64, 256, 257, 600}) {
      for (const std::size_t units : {1, 5, 19, 40, 67, 130}) check_gemm_in_float16(*target, random, depth, units, depth % 2 == 0);
    }
  }
  for (const std::size_t threads : {1, 2, 5}) {
    for (const std::size_t depth : {1, 300, 100000}) {
      for (const std::size_t strips : {0, 1, 3, 50, 500}) {
        for (const std::size_t panels : {1, 2, 40}) check_tasks(threads, {strips, panels, 6, 16, depth, 2});
      }
    }
  }
}

}  // namespace halflite::test
