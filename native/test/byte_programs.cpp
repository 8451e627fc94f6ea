// Steps of integers give the same with products of bytes and without.

#include <cstring>

#include "../program/program.h"
#include "../runtime/aligned_memory.h"
#include "buffers.h"
#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

/// A convolution over an image, with all that its step is told.
struct Convolution {
  std::size_t input_type, batch, pixel, first, channels, repeats, outputs;
  double zero, weight_type, weight_zero;
  std::size_t size, taps, stride, dilation, before;
  bool is_depthwise;

  bool has_floats() const { return input_type == 3; }
  std::size_t reach() const { return (taps - 1) * dilation + 1; }
  std::size_t output_size() const { return (size + 2 * before - reach()) / stride + 1; }
  std::size_t padded_size() const { return (output_size() - 1) * stride + reach(); }

  Words axis() const {
    const auto word = [](std::size_t value) { return static_cast<double>(value); };
    return {word(size), word(output_size()), word(taps), word(stride), word(dilation), word(before)};
  }
};

Convolution any_convolution(Random& random) {
  const std::size_t types[] = {0, 1, 3}, channel_counts[] = {1, 3, 4, 16, 20, 70};
  Convolution c{};
  c.is_depthwise = random() % 2 == 0;
  c.input_type = types[random() % 3];
  c.batch = 1 + random() % 2;
  c.channels = channel_counts[random() % 6];
  c.first = c.is_depthwise ? 0 : random() % 3 * 4;
  c.pixel = c.channels + c.first + (random() % 2 == 0 || c.is_depthwise ? 0 : 4);
  c.repeats = c.is_depthwise ? 1 + random() % 2 : 1;
  c.outputs = c.is_depthwise ? c.channels * c.repeats : 1 + random() % 80;
  c.zero = static_cast<double>(random() % 256) - (c.input_type == 0 ? 128 : 0);
  c.weight_type = static_cast<double>(c.has_floats() ? 0 : random() % 2);
  c.weight_zero = c.has_floats() ? 0 : static_cast<double>(random() % 256) - (c.weight_type == 0 ? 128 : 0);
  c.taps = 1 + random() % 4;
  c.dilation = 1 + random() % 2;
  c.stride = 1 + random() % 2;
  c.before = random() % 2 == 0 ? 0 : (c.taps - 1) / 2;
  c.size = c.reach() + random() % 8;
  return c;
}

/// The one step of a program, its constants and the arena that it begins with.
struct Run {
  Words words;
  std::vector<std::vector<char>> constants;
  std::size_t arena = 0, output = 0, output_bytes = 0;

  Run(Random& random, const Convolution& c) {
    const std::size_t pixels = c.batch * c.output_size() * c.output_size(), width = c.has_floats() ? 4 : 1;
    const std::size_t depth = c.taps * c.taps * (c.is_depthwise ? 1 : c.channels);
    std::vector<char> weights(c.outputs * depth);
    for (char& weight : weights) weight = static_cast<char>(random());
    const Words input = in_arena(c.batch * c.size * c.size * c.pixel * width);
    const Words stored = constant(weights);
    const Words bias = constant(numbers(random, c, 1000, -500)), factors = constant(factors_of(random, c));
    const Words scratch = in_arena(64 + 2 * c.batch * c.padded_size() * c.padded_size() * c.channels * c.repeats + 64);
    output = arena;
    output_bytes = pixels * c.outputs * width;
    const Words sink = in_arena(output_bytes);
    const auto word = [](std::size_t value) { return static_cast<double>(value); };
    const Words image = {word(c.input_type), c.has_floats() ? 0 : c.zero, c.has_floats() ? word(random() % 2) : 0, word(c.batch), word(c.pixel), word(c.first), word(c.channels), word(c.repeats)};
    const std::size_t row = c.output_size() * c.outputs;
    const Words places = {word(c.outputs), 0, word(c.output_size() * row), word(row), word(c.outputs)};
    const Words stage = c.has_floats() ? Words{5, 3, 0, 0, 0, -1e30, 1e30, 1} : Words{1, 0, 4, random() % 2 == 0 ? -128. : 4., 127, 0, 0, 0};
    const Words parameters = joined({image, c.axis(), c.axis(), c.is_depthwise ? Words{} : places, {c.weight_type, c.weight_zero}, stage});
    const char* const kind = c.is_depthwise ? "integer_depthwise_conv_2d" : "integer_conv_2d";
    words = joined({{word(arena), 1, word(kind_of(kind)), 6, word(parameters.size())}, input, stored, bias, factors, scratch, sink, parameters});
  }

  std::vector<char> results(const Target& target, unsigned seed) const {
    std::vector<ConstantBytes> bytes;
    for (const std::vector<char>& constant : constants) bytes.push_back({const_cast<char*>(constant.data()), constant.size()});
    const Program program(target, words.data(), words.size(), bytes);
    const AlignedBytes memory = allocate_aligned(arena);
    Random random(seed);
    // Small floats, and any bytes.
    for (std::size_t i = 0; i < arena; i++) memory[i] = static_cast<char>(i % 4 == 3 ? random() % 2 + 0x40 : random());
    program.run(pool(), 2, memory.get(), nullptr);
    return std::vector<char>(memory.get() + output, memory.get() + output + output_bytes);
  }

 private:
  Words in_arena(std::size_t bytes) {
    const std::size_t begin = arena;
    arena += (bytes + 63) / 64 * 64;
    return {0, static_cast<double>(begin), static_cast<double>(bytes)};
  }
  Words constant(std::vector<char> bytes) {
    constants.push_back(std::move(bytes));
    return {static_cast<double>(constants.size()), 0, static_cast<double>(constants.back().size())};
  }
  template <typename T>
  static std::vector<char> bytes_of(const std::vector<T>& values) {
    const char* const first = reinterpret_cast<const char*>(values.data());
    return std::vector<char>(first, first + values.size() * sizeof(T));
  }
  /// int32 in [least, least + range), or floats.
  static std::vector<char> numbers(Random& random, const Convolution& c, int range, int least) {
    std::vector<std::int32_t> values(c.outputs);
    for (std::int32_t& value : values) value = least + static_cast<int>(random() % static_cast<unsigned>(range));
    if (!c.has_floats()) return bytes_of(values);
    return bytes_of(std::vector<float>(values.begin(), values.end()));
  }
  static std::vector<char> factors_of(Random& random, const Convolution& c) {
    if (c.has_floats()) return bytes_of(std::vector<float>(c.outputs, 0.03f));
    std::vector<double> values(c.outputs);
    for (double& value : values) value = std::ldexp(0.5 + 0x1p-31 * (random() % (1 << 30)), static_cast<int>(random() % 12) - 13);
    return bytes_of(values);
  }
};

}  // namespace

void test_byte_programs() {
  Random random(77);
  for (const Target* target : runnable_targets()) {
    if (!target->has_byte_products()) continue;
    Target words = *target;
    words.byte_reason = "words are compared with";
    for (unsigned i = 0; i < 600; i++) {
      const Convolution c = any_convolution(random);
      const Run run(random, c);
      CHECK(run.results(*target, i) == run.results(words, i),
            "%s: bytes differ, number %u: depthwise %d, input %zu, %zu channels of %zu, %zu outputs, size %zu, taps %zu, stride %zu, dilation %zu, padding %zu", target->name, i,
            c.is_depthwise, c.input_type, c.channels, c.pixel, c.outputs, c.size, c.taps, c.stride, c.dilation, c.before);
    }
  }
}

}  // namespace halflite::test
