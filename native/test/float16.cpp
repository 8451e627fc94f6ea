// Every kernel at every short length and alignment, in place, and in bulk.

#include <cstring>

#include "../runtime/bulk.h"
#include "buffers.h"
#include "check.h"
#include "reference.h"

namespace halflite::test {
namespace {

constexpr std::size_t longest = 300;
constexpr std::size_t misalignments[] = {0, 1, 2, 4, 16, 18, 32, 63};
constexpr Overflow overflows[] = {Overflow::infinity, Overflow::clamp};
constexpr Store stores[] = {Store::cached, Store::streaming};

std::vector<std::uint16_t> expected_halves(const float* values, std::size_t count, Overflow overflow) {
  std::vector<std::uint16_t> result(count);
  for (std::size_t i = 0; i < count; i++) {
    std::uint32_t bits;
    std::memcpy(&bits, values + i, sizeof bits);
    result[i] = reference_float16(bits, overflow);
  }
  return result;
}

struct Case {
  const Target& target;
  std::size_t count, source_misalignment, sink_misalignment;
  Random& random;
};

/// Counts must be exact wherever the values are.
void check_counts(const Case& c, const Statistics& actual, const std::vector<float>& values, Overflow overflow) {
  const Statistics expected = reference_statistics(values.data(), values.size(), overflow);
  CHECK(actual.count == expected.count && actual.overflow == expected.overflow &&
            actual.underflow == expected.underflow && actual.subnormal == expected.subnormal &&
            actual.nan == expected.nan && actual.infinity == expected.infinity && actual.max_abs == expected.max_abs,
        "%s: counts of %zu values differ", c.target.name, c.count);
}

void convert_case(const Case& c, bool with_statistics) {
  const std::vector<float> values = any_floats(c.random, c.count);
  GuardedBuffer source(4 * c.count, c.source_misalignment);
  if (c.count) std::memcpy(source.data(), values.data(), 4 * c.count);
  for (const Overflow overflow : overflows) {
    const std::vector<std::uint16_t> expected = expected_halves(values.data(), c.count, overflow);
    for (const Store store : stores) {
      GuardedBuffer sink(2 * c.count, c.sink_misalignment);
      if (with_statistics) {
        Statistics statistics = {};
        c.target.kernels->float16_from_float32_with_statistics(source.data(), sink.data(), c.count, overflow, store,
                                                               &statistics);
        check_counts(c, statistics, values, overflow);
      } else {
        c.target.kernels->float16_from_float32(source.data(), sink.data(), c.count, overflow, store);
      }
      CHECK(c.count == 0 || !std::memcmp(sink.data(), expected.data(), 2 * c.count), "%s: %zu values at %zu to %zu",
            c.target.name, c.count, c.source_misalignment, c.sink_misalignment);
      CHECK(sink.guards_intact(), "%s: wrote outside of %zu values at %zu", c.target.name, c.count,
            c.sink_misalignment);
    }
  }
}

// One function per conversion.

void check_float16_from_float32(const Case& c) { convert_case(c, false); }

void check_float16_from_float32_with_statistics(const Case& c) { convert_case(c, true); }

void check_measure_float16(const Case& c) {
  const std::vector<float> values = any_floats(c.random, c.count);
  GuardedBuffer source(4 * c.count, c.source_misalignment);
  if (c.count) std::memcpy(source.data(), values.data(), 4 * c.count);
  for (const Overflow overflow : overflows) {
    Statistics statistics = {};
    c.target.kernels->measure_float16(source.data(), c.count, overflow, &statistics);
    check_counts(c, statistics, values, overflow);
  }
}

void check_float32_from_float16(const Case& c) {
  const std::vector<std::uint16_t> values = any_halves(c.random, c.count);
  GuardedBuffer source(2 * c.count, c.source_misalignment);
  if (c.count) std::memcpy(source.data(), values.data(), 2 * c.count);
  for (const Store store : stores) {
    GuardedBuffer sink(4 * c.count, c.sink_misalignment);
    c.target.kernels->float32_from_float16(source.data(), sink.data(), c.count, store);
    for (std::size_t i = 0; i < c.count; i++) {
      std::uint32_t actual;
      std::memcpy(&actual, sink.data() + 4 * i, sizeof actual);
      CHECK(actual == reference_float32(values[i]), "%s: value %zu of %zu", c.target.name, i, c.count);
    }
    CHECK(sink.guards_intact(), "%s: wrote outside of %zu values", c.target.name, c.count);
  }
}

constexpr void (*kernel_checks[])(const Case&) = {
    check_float16_from_float32,
    check_float16_from_float32_with_statistics,
    check_measure_float16,
    check_float32_from_float16,
};

}  // namespace

void test_kernels() {
  Random random(1);
  for (const Target* target : runnable_targets()) {
    for (const auto check : kernel_checks) {
      for (std::size_t count = 0; count <= longest; count++) {
        for (const std::size_t misalignment : misalignments) {
          check({*target, count, misalignment, 0, random});
          if (misalignment) check({*target, count, 4, misalignment, random});
        }
      }
      // Over the seams of statistics groups and blocks.
      for (const std::size_t count : {2047, 2048, 2049, 4095, 6151}) check({*target, count, 4, 2, random});
    }
  }
}

void test_in_place() {
  Random random(2);
  for (const Target* target : runnable_targets()) {
    for (std::size_t count = 0; count <= longest; count++) {
      for (const std::size_t distance : {0, 2, 6, 64}) {  // the sink starts so many bytes before the source
        std::vector<float> memory = any_floats(random, count + 16);
        float* const source = memory.data() + 16;
        const auto expected = expected_halves(source, count, Overflow::clamp);
        char* const sink = reinterpret_cast<char*>(source) - distance;
        target->kernels->float16_from_float32(source, sink, count, Overflow::clamp, Store::cached);
        CHECK(count == 0 || !std::memcmp(sink, expected.data(), 2 * count), "%s: %zu values, %zu bytes before",
              target->name, count, distance);
      }
    }
  }
}

namespace {

/// The bulk functions promise any overlap.
void check_overlaps(const Target& target, Random& random) {
  const Execution execution{*target.kernels, pool(), 3};
  constexpr std::size_t count = 3000;
  for (const std::size_t source_at : {0, 1000, 4000}) {
    for (const std::size_t sink_at : {0, 998, 1000, 1004, 3002, 7000}) {
      std::vector<float> memory = any_floats(random, 8192);
      char* const bytes = reinterpret_cast<char*>(memory.data());
      const std::vector<float> values(memory.data() + source_at / 4, memory.data() + source_at / 4 + count);
      const auto expected = expected_halves(values.data(), count, Overflow::infinity);
      const std::vector<float> untouched = memory;
      bulk_float16_from_float32(execution, bytes + source_at, bytes + sink_at, count, Overflow::infinity, nullptr);
      CHECK(!std::memcmp(bytes + sink_at, expected.data(), 2 * count), "%s: %zu to %zu", target.name, source_at, sink_at);

      memory = untouched;
      Statistics statistics = {};
      bulk_float16_from_float32(execution, bytes + source_at, bytes + sink_at, count, Overflow::infinity, &statistics);
      CHECK(!std::memcmp(bytes + sink_at, expected.data(), 2 * count), "%s: measured, %zu to %zu", target.name,
            source_at, sink_at);

      bulk_float32_from_float16(execution, bytes + sink_at, bytes + source_at, count);
      for (std::size_t i = 0; i < count; i++) {
        std::uint32_t actual;
        std::memcpy(&actual, bytes + source_at + 4 * i, sizeof actual);
        CHECK(actual == reference_float32(expected[i]), "%s: back, %zu to %zu", target.name, sink_at, source_at);
      }
    }
  }
}

/// Large enough for several threads and for stores past the caches.
void check_threads(const Target& target, Random& random) {
  constexpr std::size_t count = 2'500'011;
  std::vector<float> source = weights(random, count, 0.1f);
  for (std::size_t i = 0; i < count; i += 70'001) source[i] = any_floats(random, 1)[0];
  const auto expected = expected_halves(source.data(), count, Overflow::clamp);
  Statistics first = {};
  for (const std::size_t threads : {1, 2, 3, 7}) {
    const Execution execution{*target.kernels, pool(), threads};
    std::vector<std::uint16_t> sink(count), measured_sink(count);
    bulk_float16_from_float32(execution, source.data(), sink.data(), count, Overflow::clamp, nullptr);
    CHECK(sink == expected, "%s: bulk on %zu threads", target.name, threads);
    Statistics statistics = {}, measured = {};
    bulk_float16_from_float32(execution, source.data(), measured_sink.data(), count, Overflow::clamp, &statistics);
    CHECK(measured_sink == expected, "%s: bulk with statistics on %zu threads", target.name, threads);
    bulk_measure_float16(execution, source.data(), count, Overflow::clamp, &measured);
    if (threads == 1) first = statistics;
    CHECK(!std::memcmp(&statistics, &first, sizeof first), "%s: statistics on %zu threads", target.name, threads);
    CHECK(!std::memcmp(&measured, &first, sizeof first), "%s: measured on %zu threads", target.name, threads);
    std::vector<float> back(count);
    bulk_float32_from_float16(execution, sink.data(), back.data(), count);
    for (std::size_t i = 0; i < count; i++) {
      std::uint32_t actual;
      std::memcpy(&actual, &back[i], sizeof actual);
      CHECK(actual == reference_float32(expected[i]), "%s: back on %zu threads, value %zu", target.name, threads, i);
    }
  }
}

}  // namespace

void test_bulk() {
  Random random(3);
  for (const Target* target : runnable_targets()) {
    check_overlaps(*target, random);
    check_threads(*target, random);
  }
}

}  // namespace halflite::test
