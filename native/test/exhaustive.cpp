// Every input there is: 65,536 halves and 2^32 floats, for every target.

#include <cstring>
#include <vector>

#include "check.h"
#include "reference.h"

namespace halflite::test {
namespace {

constexpr std::size_t block = 65536;
constexpr std::size_t blocks = (std::size_t{1} << 32) / block;

/// Blocks between those that also go through the kernel with statistics, whose exact path is slow.
constexpr std::size_t statistics_stride = 61;

struct Buffers {
  std::vector<std::uint32_t> source = std::vector<std::uint32_t>(block);
  std::vector<std::uint16_t> expected = std::vector<std::uint16_t>(block);
  std::vector<std::uint16_t> actual = std::vector<std::uint16_t>(block);
};

void compare(const Buffers& buffers, const Target& target, const char* kernel) {
  if (!std::memcmp(buffers.expected.data(), buffers.actual.data(), 2 * block)) return;
  for (std::size_t i = 0; i < block; i++) {
    CHECK(buffers.actual[i] == buffers.expected[i], "%s %s: 0x%08x gave 0x%04x, expected 0x%04x", target.name, kernel,
          static_cast<unsigned>(buffers.source[i]), buffers.actual[i], buffers.expected[i]);
  }
}

void check_block(Buffers& buffers, Overflow overflow, bool with_statistics, const std::vector<const Target*>& targets) {
  for (const Target* target : targets) {
    const void* const source = buffers.source.data();
    std::uint16_t* const sink = buffers.actual.data();
    target->kernels->float16_from_float32(source, sink, block, overflow, Store::cached);
    compare(buffers, *target, "float16_from_float32");
    if (!with_statistics) continue;
    Statistics statistics = {};
    std::memset(sink, 0, 2 * block);
    target->kernels->float16_from_float32_with_statistics(source, sink, block, overflow, Store::cached, &statistics);
    compare(buffers, *target, "float16_from_float32_with_statistics");
  }
}

void fill(Buffers& buffers, std::size_t index) {
  for (std::size_t i = 0; i < block; i++) {
    buffers.source[i] = static_cast<std::uint32_t>(index * block + i);
    buffers.expected[i] = reference_float16(buffers.source[i], Overflow::infinity);
  }
}

/// Clamping differs by infinities only.
void clamp(Buffers& buffers) {
  for (std::uint16_t& half : buffers.expected) half = static_cast<std::uint16_t>(half - ((half & 0x7fff) == 0x7c00));
}

}  // namespace

void test_all_floats() {
  const std::vector<const Target*> targets = runnable_targets();
  const std::size_t count = (blocks + options.stride - 1) / options.stride;
  parallel_for(pool(), options.threads, count, 64, [&](std::size_t begin, std::size_t end) noexcept {
    Buffers buffers;
    for (std::size_t i = begin; i < end; i++) {
      const bool with_statistics = i % statistics_stride == 0;
      fill(buffers, i * options.stride);
      check_block(buffers, Overflow::infinity, with_statistics, targets);
      clamp(buffers);
      check_block(buffers, Overflow::clamp, with_statistics, targets);
    }
  });
  std::printf("        %zu of 2^32 floats x %zu targets x 2 overflow policies\n", count * block, targets.size());
}

void test_all_halves() {
  std::vector<std::uint16_t> halves(block);
  std::vector<std::uint32_t> expected(block), actual(block);
  for (std::size_t i = 0; i < block; i++) {
    halves[i] = static_cast<std::uint16_t>(i);
    expected[i] = reference_float32(halves[i]);
  }
  for (const Target* target : runnable_targets()) {
    target->kernels->float32_from_float16(halves.data(), actual.data(), block, Store::cached);
    std::vector<std::uint16_t> back(block);
    target->kernels->float16_from_float32(actual.data(), back.data(), block, Overflow::infinity, Store::cached);
    for (std::size_t i = 0; i < block; i++) {
      CHECK(actual[i] == expected[i], "%s: 0x%04zx gave 0x%08x, expected 0x%08x", target->name, i,
            static_cast<unsigned>(actual[i]), static_cast<unsigned>(expected[i]));
      const bool nan = (i & 0x7fff) > 0x7c00;
      CHECK(back[i] == (nan ? i | 0x200 : i), "%s: 0x%04zx came back as 0x%04x", target->name, i, back[i]);
    }
  }
}

}  // namespace halflite::test
