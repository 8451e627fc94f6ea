// Programs of integer steps that do not fit themselves: steps whose words are changed at random are refused, or stay within
// their memory, which the address sanitizer watches.

#include "../program/program.h"
#include "../runtime/aligned_memory.h"

#include <cstring>
#include <vector>

#include "buffers.h"
#include "check.h"

namespace halflite::test {
namespace {

/// Bytes of an operand in the arena, or of a constant; none for an absent operand.
struct Size {
  std::size_t arena = 0, constant = 0;
};
constexpr Size arena(std::size_t bytes) { return {bytes, 0}; }
constexpr Size constant(std::size_t bytes) { return {0, bytes}; }

/// A step that fits.
struct Sample {
  const char* step;
  std::vector<Size> operands;
  std::vector<double> parameters;
};

using Words = std::vector<double>;

Words joined(std::initializer_list<Words> parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

/// An image of 5 x 6 pixels, windows of 3 x 3 with a padding of 1.
const Words axes = {5, 5, 3, 1, 1, 1, 6, 6, 3, 1, 1, 1};
constexpr std::size_t padded_pixels = 7 * 8, pixels = 5 * 6;

const Words fixed_stage = {1, 0, 4, -128, 127, 0, 0, 0}, wide_stage = {2, 2, 0, -32768, 32767, 0, 0, 0};
const Words real_stage = {3, 0, -3, -100, 127, 0, 0, 0}, hybrid_stage = {5, 3, 0, 0, 0, -1e30, 1e30, 1};

std::vector<Sample> samples() {
  return {
      {"integer_conv_2d",
       {arena(2 * pixels * 3), constant(5 * 9 * 3), constant(20), constant(20), constant(20),
        arena(2 * 2 * padded_pixels * 3 + 64), arena(2 * pixels * 5)},
       joined({{0, 3, 0, 2, 3, 0, 3, 1}, axes, {5, 0, pixels * 5, 6 * 5, 5, 0, 0}, fixed_stage})},
      {"integer_conv_2d",
       {arena(pixels * 4 * 4), constant(5 * 9 * 2), {}, constant(20), {}, arena(64 + 2 * padded_pixels * 2 + 64),
        arena(4 * pixels * 5)},
       joined({{3, 0, 1, 1, 4, 2, 2, 1}, axes, {5, 0, pixels * 5, 6 * 5, 5, 0, 0}, hybrid_stage})},
      {"integer_depthwise_conv_2d",
       {arena(pixels * 3), constant(9 * 6), constant(24), constant(24), constant(24), arena(2 * padded_pixels * 6 + 64),
        arena(pixels * 6)},
       joined({{1, 100, 0, 1, 3, 0, 3, 2}, axes, {1, 7}, fixed_stage})},
      {"integer_depthwise_conv_2d",
       {arena(2 * pixels * 3), constant(9 * 3), constant(24), constant(12), constant(12), arena(2 * padded_pixels * 3 + 64),
        arena(2 * pixels * 3)},
       joined({{2, 0, 0, 1, 3, 0, 3, 1}, axes, {0, 0}, wide_stage})},
      {"integer_dense",
       {arena(2 * 3 * 33), arena(2 * 7 * 33), constant(28), constant(56), {}, arena(2 * 6 * 64), {}, {}, arena(6 * 7)},
       joined({{0, 2, 0, 2, 3, 33, 7, 1, 5, 2}, real_stage, {2, 0, 1, 1, 0}})},
      {"integer_dense",
       {arena(4 * 3 * 9), constant(7 * 9), {}, constant(28), {}, arena(64 + 2 * 3 * 32), arena(4 * 3 * 9), arena(7 * 9),
        arena(4 * 3 * 7)},
       joined({{3, 0, 0, 1, 3, 9, 7, 0, 0, 1}, hybrid_stage, {1, 0, 0}})},
      {"integer_pool_2d", {arena(pixels * 7), arena(pixels * 7)}, joined({{1, 1, 7}, axes, {0, 10, 200}})},
  };
}

std::size_t kind_of(const char* step) {
  for (std::size_t i = 0; i < step_kinds().size(); i++) {
    if (!std::strcmp(step_kinds()[i].name, step)) return i;
  }
  return step_kinds().size();
}

/// A program of one step. Its operands lie one behind the other in an arena without a byte to spare; constants are small
/// positive numbers, whatever their type.
struct OneStep {
  Words words;
  std::vector<AlignedBytes> memory;
  std::vector<ConstantBytes> constants;

  explicit OneStep(const Sample& sample) {
    std::size_t bytes = 0, end = 0;
    Words operands;
    for (const Size& size : sample.operands) {
      if (size.arena) {
        operands = joined({operands, {0, static_cast<double>(bytes), static_cast<double>(size.arena)}});
        end = bytes + size.arena;
        bytes = (end + 63) / 64 * 64;
      } else if (size.constant) {
        add_constant(size.constant);
        operands = joined({operands, {static_cast<double>(constants.size()), 0, static_cast<double>(size.constant)}});
      } else {
        operands = joined({operands, {-1, 0, 0}});
      }
    }
    const double counts[] = {static_cast<double>(sample.operands.size()), static_cast<double>(sample.parameters.size())};
    words = joined({{static_cast<double>(end), 1, static_cast<double>(kind_of(sample.step)), counts[0], counts[1]}, operands, sample.parameters});
  }

 private:
  void add_constant(std::size_t bytes) {
    memory.push_back(allocate_aligned(bytes));
    for (std::size_t i = 0; i < bytes; i++) memory.back()[i] = static_cast<char>(i % 4 == 0);
    constants.push_back({memory.back().get(), bytes});
  }
};

double other_word(Random& random, double word) {
  switch (random() % 7) {
    case 0: return 0;
    case 1: return word + 1;
    case 2: return word - 1;
    case 3: return word * 2;
    case 4: return static_cast<double>(random() % 64);
    case 5: return static_cast<double>(std::uint64_t{1} << random() % 42);
    default: return -static_cast<double>(random() % 8);
  }
}

/// Whether the program was taken; then it ran.
bool runs(const Target& target, const Words& words, const OneStep& step) {
  constexpr std::size_t most_arena = 1 << 20;
  try {
    const Program program(target, words.data(), words.size(), step.constants);
    if (program.arena_bytes() > most_arena) return true;
    const AlignedBytes memory = allocate_aligned(program.arena_bytes());
    for (std::size_t i = 0; i < program.arena_bytes(); i++) memory[i] = static_cast<char>(i * 37);
    program.run(pool(), 2, memory.get(), nullptr);
    return true;
  } catch (const BadProgram&) {
    return false;
  }
}

}  // namespace

void test_hostile_integer_programs() {
  Random random(15);
  for (const Target* target : runnable_targets()) {
    for (const Sample& sample : samples()) {
      const OneStep step(sample);
      CHECK(runs(*target, step.words, step), "%s was refused on %s", sample.step, target->name);
      for (int i = 0; i < 5000; i++) {
        Words changed = step.words;
        for (std::size_t changes = 1 + random() % 2; changes > 0; changes--) {
          double& word = changed[random() % changed.size()];
          word = other_word(random, word);
        }
        runs(*target, changed, step);
      }
    }
  }
}

}  // namespace halflite::test
