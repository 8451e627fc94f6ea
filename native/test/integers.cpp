// The kernels of quantized operators against plain loops, over odd sizes and tails.

#include "../program/integer_panels.h"

#include <cstring>
#include <limits>

#include "output_stages.h"

namespace halflite::test {
namespace {

constexpr StageKind kinds[] = {StageKind::stored,     StageKind::fixed, StageKind::fixed_wide, StageKind::real,
                               StageKind::real_wide, StageKind::hybrid};

void check_gemm(const Target& target, Random& random, StageKind kind, StoredType output, bool byte_weights, std::size_t depth) {
  std::size_t most_rows, columns, words;
  target.kernels->integer_geometry(&most_rows, &columns, &words);
  const std::size_t taps = 3, channels = columns + 1 + random() % columns, count = 1 + random() % most_rows;
  const bool wide = kind == StageKind::fixed_wide || kind == StageKind::real_wide;
  const std::int64_t bound = wide ? 32768 : 255;
  const auto source = any<std::int16_t>(random, 4 * most_rows + taps * depth + 2, -bound, bound - 1);
  const auto weights = any<std::int8_t>(random, channels * taps * depth, -128, 127);
  const std::int32_t zero = byte_weights ? 0 : 128;
  const StoredType type = byte_weights ? StoredType::int8 : StoredType::uint8;
  const IntegerPanels panels{{reinterpret_cast<const char*>(weights.data()), type, zero, channels, taps, depth, columns}};
  GuardedBuffer packed(panels.bytes(), 0);
  for (std::size_t panel = 0; panel < panels.source.panels(); panel++) panels.pack(panel, packed.data());
  const Stage stage(random, kind, output, channels);
  const std::size_t offsets[] = {0, depth + 1, 2 * depth};
  std::vector<const std::int16_t*> sources;
  for (std::size_t r = 0; r < count; r++) sources.push_back(source.data() + random() % (4 * most_rows));
  Results results(stage.stage, count, channels);
  const float group = 0.37f;
  const IntegerStrip strip{sources.data(), offsets, taps, (depth + 1) / 2, packed.data(), panels.are_bytes(), channels,
                           {&stage.stage, results.rows.data(), &group, 0}};
  target.kernels->integer_gemm(strip, count, 0, 1);
  target.kernels->integer_gemm(strip, count, 1, (channels + columns - 1) / columns);
  for (std::size_t r = 0; r < count; r++) {
    for (std::size_t c = 0; c < channels; c++) {
      std::int64_t sum = 0;
      for (std::size_t t = 0; t < taps; t++) {
        for (std::size_t k = 0; k < depth; k++) {
          const std::int8_t stored_weight = weights[(c * taps + t) * depth + k];
          const int weight = byte_weights ? stored_weight : static_cast<std::uint8_t>(stored_weight) - zero;
          sum += std::int64_t{sources[r][offsets[t] + k]} * weight;
        }
      }
      Comparison{target, "integer_gemm", stage}.check(stored(stage.stage, results.rows[r], c), sum, c, group, r);
    }
  }
  CHECK(results.buffer.guards_intact() && packed.guards_intact(), "%s integer_gemm writes outside", target.name);
}

void check_dense(const Target& target, Random& random, StageKind kind, StoredType output, StoredType weight_type, std::size_t depth) {
  std::size_t most_rows, columns, words;
  target.kernels->integer_geometry(&most_rows, &columns, &words);
  const std::size_t rows = 1 + random() % 9, units = 1 + random() % 70, stride = (depth + words - 1) / words * words;
  const bool wide = kind == StageKind::fixed_wide || kind == StageKind::real_wide;
  std::vector<std::int16_t> source(rows * stride);
  const std::int64_t bound = wide ? 32768 : 255;
  for (std::size_t r = 0; r < rows; r++) {
    const auto row = any<std::int16_t>(random, depth, -bound, bound - 1);
    std::copy(row.begin(), row.end(), source.begin() + static_cast<std::ptrdiff_t>(r * stride));
  }
  const std::size_t width = weight_type == StoredType::int16 ? 2 : 1;
  const auto bytes = any<std::uint8_t>(random, units * depth * width, 0, 255);
  const std::int32_t zero = weight_type == StoredType::int16 ? 0 : 11;
  const Stage stage(random, kind, output, units);
  const std::vector<float> groups = weights(random, 4 * rows, 1);
  Results results(stage.stage, rows, units);
  const IntegerDenseBlock block{source.data(), stride, rows, depth, bytes.data(), weight_type, zero,
                                {&stage.stage, results.rows.data(), groups.data(), 4}};
  const std::size_t middle = units / 2;
  target.kernels->integer_dense(block, 0, middle);
  target.kernels->integer_dense(block, middle, units);
  const auto weight = [&](std::size_t i) {
    std::int16_t word;
    if (weight_type == StoredType::uint8) return int{bytes[i]};
    if (weight_type == StoredType::int8) return int{static_cast<std::int8_t>(bytes[i])};
    std::memcpy(&word, bytes.data() + 2 * i, 2);
    return int{word};
  };
  for (std::size_t r = 0; r < rows; r++) {
    for (std::size_t u = 0; u < units; u++) {
      std::int64_t sum = 0;
      for (std::size_t k = 0; k < depth; k++) sum += std::int64_t{source[r * stride + k]} * (weight(u * depth + k) - zero);
      Comparison{target, "integer_dense", stage}.check(stored(stage.stage, results.rows[r], u), sum, u, groups[4 * r], r);
    }
  }
  CHECK(results.buffer.guards_intact(), "%s integer_dense writes outside", target.name);
}

void check_depthwise(const Target& target, Random& random, StageKind kind, StoredType output, std::size_t taps, std::size_t channels) {
  const std::size_t rows = 2, places = 1 + random() % 20, row_size = (places + taps) * channels;
  const bool wide = kind == StageKind::fixed_wide || kind == StageKind::real_wide;
  const std::int64_t bound = wide ? 32768 : 255;
  const auto image = any<std::int16_t>(random, rows * row_size + 64, -bound, bound - 1);
  const auto weights = any<std::int16_t>(random, taps * channels, wide ? -128 : -255, wide ? 127 : 255);
  std::vector<std::size_t> offsets;
  for (std::size_t t = 0; t < taps; t++) offsets.push_back(t * channels);
  const Stage stage(random, kind, output, channels);
  const float group = 1.3f;
  Results results(stage.stage, rows * places, channels);
  const IntegerDepthwise d{image.data(), rows, places, row_size, channels, offsets.data(), taps, weights.data(), channels,
                           &stage.stage, &group, results.buffer.data()};
  target.kernels->integer_depthwise(d, 0, channels);
  for (std::size_t p = 0; p < rows * places; p++) {
    for (std::size_t c = 0; c < channels; c++) {
      std::int64_t sum = 0;
      const std::size_t window = p / places * row_size + p % places * channels + c;
      for (std::size_t t = 0; t < taps; t++) sum += std::int64_t{image[window + offsets[t]]} * weights[t * channels + c];
      Comparison{target, "integer_depthwise", stage}.check(stored(stage.stage, results.rows[p], c), sum, c, group, p);
    }
  }
  CHECK(results.buffer.guards_intact(), "%s integer_depthwise writes outside", target.name);
}

template <typename T>
void check_pool(const Target& target, Random& random, StoredType type, bool largest) {
  const std::size_t rows = 1 + random() % 4, taps = 1 + random() % 4, channels = 1 + random() % 600, windows = 1 + random() % 3;
  const std::size_t stride = (taps + 2 * windows) * channels;
  const auto source = any<T>(random, rows * stride, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  std::vector<T> sink(windows * channels);
  const std::int32_t bottom = type == StoredType::uint8 ? 30 : -90;
  target.kernels->integer_pool({source.data(), windows, 2 * channels, rows, taps, stride, channels, type, largest, bottom, 100, sink.data()});
  for (std::size_t c = 0; c < sink.size(); c++) {
    double sum = 0, most = bottom;
    for (std::size_t i = 0; i < rows; i++) {
      for (std::size_t j = 0; j < taps; j++) {
        const double value = source[i * stride + (2 * (c / channels) + j) * channels + c % channels];
        sum += value;
        most = std::max(most, value);
      }
    }
    const double expected = std::clamp(largest ? most : std::round(sum / static_cast<double>(rows * taps)), static_cast<double>(bottom), 100.0);
    CHECK(sink[c] == static_cast<T>(expected), "%s integer_pool: %d, not %g", target.name, sink[c], expected);
  }
}

template <typename T>
void check_byte_reductions(const Target& target, Random& random, StoredType type) {
  const std::size_t rows = 1 + random() % 300, columns = 1 + random() % 200;
  const auto source = any<T>(random, rows * columns, std::numeric_limits<T>::min(), std::numeric_limits<T>::max());
  std::vector<std::int32_t> sums(rows + columns);
  std::vector<T> found(rows + columns);
  target.kernels->reduce_byte_rows(Reduction::sum, type, source.data(), sums.data(), rows, columns);
  target.kernels->reduce_byte_columns(Reduction::sum, type, source.data(), sums.data() + rows, rows, columns);
  for (const Reduction function : {Reduction::maximum, Reduction::minimum}) {
    target.kernels->reduce_byte_rows(function, type, source.data(), found.data(), rows, columns);
    target.kernels->reduce_byte_columns(function, type, source.data(), found.data() + rows, rows, columns);
    for (std::size_t i = 0; i < rows + columns; i++) {
      const std::size_t count = i < rows ? columns : rows, first = i < rows ? i * columns : i - rows, step = i < rows ? 1 : columns;
      std::int32_t sum = 0;
      std::size_t best = 0;
      for (std::size_t k = 0; k < count; k++) {
        const T value = source[first + k * step], so_far = source[first + best * step];
        sum += value;
        if (function == Reduction::maximum ? value > so_far : value < so_far) best = k;
      }
      CHECK(sums[i] == sum && found[i] == source[first + best * step], "%s reduces %zu bytes, step %zu", target.name, count, step);
    }
  }
}

void check_dynamic(const Target& target, Random& random) {
  for (const float zero : {0.0f, -128.0f, 31.0f}) {
    std::vector<float> source = weights(random, 77, 1);
    source[3] = 0;
    source[5] = INFINITY;
    const DynamicScale scale{1, 40, zero, zero == 0 ? -127.0f : -128.0f};
    std::vector<std::int16_t> sink(154);
    target.kernels->quantize_dynamically(source.data(), scale, sink.data(), 77, 2);
    for (std::size_t i = 0; i < 154; i++) {
      const float real = zero + source[i / 2] * 40;
      const float expected = std::clamp(std::round(real), scale.least, 127.0f) - zero;
      CHECK(static_cast<float>(sink[i]) == expected, "%s quantize_dynamically: %d, not %g", target.name, sink[i], double(expected));
    }
    float least, most;
    bool finite;
    target.kernels->measure_range(source.data(), 77, &least, &most, &finite);
    CHECK(!finite && most == INFINITY, "%s measure_range of an infinity", target.name);
    source[5] = NAN;
    target.kernels->measure_range(source.data(), 77, &least, &most, &finite);
    CHECK(!finite, "%s measure_range of a NaN", target.name);
    source[5] = 50;
    target.kernels->measure_range(source.data(), 77, &least, &most, &finite);
    CHECK(finite && most == 50 && least == *std::min_element(source.begin(), source.end()), "%s measure_range", target.name);
  }
}

}  // namespace

void test_integers() {
  Random random(9);
  for (const Target* target : runnable_targets()) {
    for (const StageKind kind : kinds) {
      for (const StoredType output : {StoredType::int8, StoredType::uint8, StoredType::int16}) {
        for (const std::size_t depth : {1, 2, 7, 64, 600}) {
          for (const bool byte_weights : {true, false}) check_gemm(*target, random, kind, output, byte_weights, depth);
          for (const StoredType type : {StoredType::int8, StoredType::uint8}) check_dense(*target, random, kind, output, type, depth);
        }
        for (const std::size_t taps : {1, 2, 9, 25}) {
          for (const std::size_t channels : {1, 5, 16, 67}) check_depthwise(*target, random, kind, output, taps, channels);
        }
      }
    }
    check_dense(*target, random, StageKind::fixed_wide, StoredType::int16, StoredType::int16, 131);
    for (const bool largest : {true, false}) {
      check_pool<std::int8_t>(*target, random, StoredType::int8, largest);
      check_pool<std::uint8_t>(*target, random, StoredType::uint8, largest);
      check_pool<std::int16_t>(*target, random, StoredType::int16, largest);
    }
    for (int i = 0; i < 100; i++) {
      check_pool<std::int8_t>(*target, random, StoredType::int8, true);
      check_pool<std::uint8_t>(*target, random, StoredType::uint8, true);
      check_byte_reductions<std::int8_t>(*target, random, StoredType::int8);
      check_byte_reductions<std::uint8_t>(*target, random, StoredType::uint8);
    }
    check_dynamic(*target, random);
  }
}

}  // namespace halflite::test
