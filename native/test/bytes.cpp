// Products of bytes against plain loops, over odd sizes and extreme values.

#include "../program/byte_panels.h"
#include "../program/byte_taps.h"
#include "output_stages.h"

namespace halflite::test {
namespace {

/// Values over the whole range, or its ends alone.
std::vector<std::int8_t> any_bytes(Random& random, std::size_t count) {
  if (random() % 3 != 0) return any<std::int8_t>(random, count, -128, 127);
  std::vector<std::int8_t> values(count);
  for (std::int8_t& value : values) value = random() % 2 == 0 ? -128 : 127;
  return values;
}

/// A zero point of stored bytes, its ends often.
std::int32_t any_zero(Random& random, std::int32_t least) {
  const std::int32_t choices[] = {least, least + 255, least + static_cast<std::int32_t>(random() % 256)};
  return choices[random() % 3];
}

/// Activations in the form that the target multiplies.
struct Activations {
  std::vector<std::int8_t> bytes;
  bool are_signed;
  std::int32_t zero;
  std::uint8_t flips = 0;

  Activations(Random& random, const ByteGeometry& geometry, std::size_t count)
      : bytes(any_bytes(random, count)), are_signed(geometry.are_signed), zero(any_zero(random, are_signed ? -128 : 0)) {}

  const std::uint8_t* data() const { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }
  std::int64_t at(const std::uint8_t* place) const { return at(place, zero); }
  std::int64_t at(const std::uint8_t* place, std::int32_t of_row) const {
    const auto multiplied = static_cast<std::uint8_t>(*place ^ flips);
    return std::int64_t{are_signed ? static_cast<std::int8_t>(multiplied) : std::int32_t{multiplied}} - of_row;
  }
};

/// A weight less its zero point.
std::int64_t weight_of(std::int8_t stored, StoredType type, std::int32_t zero) {
  return std::int64_t{type == StoredType::int8 ? std::int32_t{stored} : static_cast<std::uint8_t>(stored)} - zero;
}

void check_gemm(const Target& target, Random& random, StageKind kind, StoredType output, StoredType type, std::size_t depth) {
  ByteGeometry geometry{};
  target.kernels->byte_geometry(&geometry);
  const std::size_t taps = 1 + random() % 3, channels = 1 + random() % (3 * geometry.columns), count = 1 + random() % geometry.rows(channels);
  Activations source(random, geometry, 40 + (taps + 1) * (depth + 4));
  source.flips = random() % 2 == 0 ? 0x80 : 0;
  const auto weights = any_bytes(random, channels * taps * depth);
  const std::int32_t zero = random() % 2 == 0 ? (type == StoredType::int8 ? 0 : 128) : any_zero(random, type == StoredType::int8 ? -128 : 0);
  const BytePanels panels{{reinterpret_cast<const char*>(weights.data()), type, zero, channels, taps, depth, geometry.columns}};
  GuardedBuffer packed(panels.bytes(), 0);
  for (std::size_t panel = 0; panel < panels.source.panels(); panel++) panels.pack(panel, packed.data());
  const Stage stage(random, kind, output, channels);
  const std::size_t offsets[] = {0, depth + 1, 2 * depth};
  std::vector<const std::uint8_t*> sources;
  for (std::size_t r = 0; r < count; r++) sources.push_back(source.data() + random() % 40);
  Results results(stage.stage, count, channels);
  const float group = 0.37f;
  const bool one_zero = random() % 2 == 0;
  std::vector<std::int32_t> zeros(one_zero ? 1 : count, source.zero);
  if (!one_zero) {
    for (std::int32_t& of_row : zeros) of_row = any_zero(random, geometry.are_signed ? -128 : 0);
  }
  const ByteStrip strip{sources.data(), source.flips, offsets, taps, depth, BytePanels::weights(packed.data()), panels.column_sums(packed.data()), zeros.data(), one_zero,
                        panels.zero(), channels, {&stage.stage, results.rows.data(), &group, 0}};
  const std::size_t all_panels = (channels + geometry.columns - 1) / geometry.columns;
  target.kernels->integer_gemm_in_bytes(strip, count, 0, 1);
  target.kernels->integer_gemm_in_bytes(strip, count, 1, all_panels);
  for (std::size_t r = 0; r < count; r++) {
    for (std::size_t c = 0; c < channels; c++) {
      std::int64_t sum = 0;
      for (std::size_t t = 0; t < taps; t++) {
        for (std::size_t k = 0; k < depth; k++) {
          sum += source.at(sources[r] + offsets[t] + k, zeros[one_zero ? 0 : r]) * weight_of(weights[(c * taps + t) * depth + k], type, zero);
        }
      }
      Comparison{target, "integer_gemm_in_bytes", stage}.check(stored(stage.stage, results.rows[r], c), sum, c, group, r);
    }
  }
  CHECK(results.buffer.guards_intact() && packed.guards_intact(), "%s integer_gemm_in_bytes writes outside", target.name);
}

/// Against the panels of constants, whose matrices have a row for each column.
void check_packing(const Target& target, Random& random, bool has_depth_first) {
  ByteGeometry geometry{};
  target.kernels->byte_geometry(&geometry);
  const std::size_t depth = 1 + random() % 150, columns = 1 + random() % 150;
  const auto rows = any_bytes(random, columns * depth);
  std::vector<std::int8_t> turned(rows.size());
  for (std::size_t i = 0; i < rows.size(); i++) turned[i % depth * columns + i / depth] = rows[i];
  const std::int32_t zero = any_zero(random, -128);
  const BytePanels expected{{reinterpret_cast<const char*>(rows.data()), StoredType::int8, zero, columns, 1, depth, geometry.columns}};
  std::vector<char> panels(expected.bytes());
  for (std::size_t panel = 0; panel < expected.source.panels(); panel++) expected.pack(panel, panels.data());
  const ByteMatrix matrix{reinterpret_cast<const char*>(has_depth_first ? turned.data() : rows.data()), depth, columns, has_depth_first, zero};
  GuardedBuffer packed(expected.bytes(), 0);
  auto* const sums = reinterpret_cast<std::int32_t*>(packed.data() + expected.source.panels() * expected.panel_bytes());
  for (std::size_t first = 0; first < columns; first += packed_columns) target.kernels->pack_byte_panels(matrix, first, packed.data(), sums);
  const std::size_t panel_bytes = expected.source.panels() * expected.panel_bytes();
  CHECK(std::equal(panels.begin(), panels.begin() + static_cast<std::ptrdiff_t>(panel_bytes), packed.data()), "%s pack_byte_panels: %zu x %zu", target.name,
        depth, columns);
  CHECK(std::equal(sums, sums + columns, expected.column_sums(panels.data())), "%s pack_byte_panels: sums of %zu x %zu", target.name, depth, columns);
  CHECK(packed.guards_intact(), "%s pack_byte_panels writes outside", target.name);
}

struct DepthwiseCase {
  StoredType output, type;
  std::size_t rows, columns, stride, dilation, channels;
};

void check_depthwise(const Target& target, Random& random, StageKind kind, const DepthwiseCase& shape) {
  ByteGeometry geometry{};
  target.kernels->byte_geometry(&geometry);
  const std::size_t rows = 2, places = 1 + random() % 20, channels = shape.channels, reach = (shape.columns - 1) * shape.dilation + 1;
  const std::size_t row_size = ((places - 1) * shape.stride + reach) * channels;
  const Activations source(random, geometry, (rows + shape.rows) * row_size + 64);
  const auto weights = any_bytes(random, shape.rows * shape.columns * channels);
  const std::int32_t zero = any_zero(random, shape.type == StoredType::int8 ? -128 : 0);
  const ByteTaps taps = pack_byte_taps({reinterpret_cast<const char*>(weights.data()), shape.type, zero, shape.rows, shape.columns, channels, shape.dilation},
                                       geometry.channels);
  const Stage stage(random, kind, shape.output, channels);
  const float group = 1.3f;
  Results results(stage.stage, rows * places, channels);
  const ByteDepthwise d{source.data(), rows, places, row_size, shape.stride, shape.rows, row_size, reach, taps.block_taps.data(), taps.columns.data(),
                        taps.weights.data(), taps.column_sums.data(), source.zero, channels, &stage.stage, &group, results.buffer.data()};
  target.kernels->integer_depthwise_in_bytes(d, 0, channels);
  for (std::size_t p = 0; p < rows * places; p++) {
    for (std::size_t c = 0; c < channels; c++) {
      std::int64_t sum = 0;
      const std::uint8_t* const window = source.data() + p / places * row_size + p % places * shape.stride * channels + c;
      for (std::size_t i = 0; i < shape.rows; i++) {
        for (std::size_t j = 0; j < shape.columns; j++) {
          const std::int64_t weight = weight_of(weights[(i * shape.columns + j) * channels + c], shape.type, zero);
          sum += source.at(window + i * row_size + j * shape.dilation * channels) * weight;
        }
      }
      Comparison{target, "integer_depthwise_in_bytes", stage}.check(stored(stage.stage, results.rows[p], c), sum, c, group, p);
    }
  }
  CHECK(results.buffer.guards_intact(), "%s integer_depthwise_in_bytes writes outside", target.name);
}

void check_target(const Target& target, Random& random) {
  for (int i = 0; i < 100; i++) check_packing(target, random, i % 2 == 0);
  for (const StageKind kind : {StageKind::stored, StageKind::fixed, StageKind::real, StageKind::hybrid}) {
    for (const StoredType output : {StoredType::int8, StoredType::uint8, StoredType::int16}) {
      for (const StoredType type : {StoredType::int8, StoredType::uint8}) {
        for (std::size_t depth = 1; depth <= 70; depth++) check_gemm(target, random, kind, output, type, depth);
        for (const std::size_t taps : {1, 3, 4, 5, 8}) {
          for (const std::size_t channels : {1, 5, 8, 16, 32, 67, 96, 130}) {
            check_depthwise(target, random, kind, {output, type, taps, 3, 1 + random() % 3, 1 + random() % 2, channels});
            check_depthwise(target, random, kind, {output, type, 3, taps, 1, 4, channels});
          }
        }
      }
    }
  }
  // 256 * 255 * 40000 is beyond 2^31: sums wrap around.
  check_gemm(target, random, StageKind::stored, StoredType::int8, StoredType::uint8, 40000);
}

}  // namespace

void test_bytes() {
  Random random(31);
  for (const Target* target : runnable_targets()) {
    if (target->has_byte_products()) check_target(*target, random);
  }
}

}  // namespace halflite::test
