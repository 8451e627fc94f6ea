#include "hostile_programs.h"

#include <cstring>

#include "../program/program.h"
#include "../runtime/aligned_memory.h"
#include "buffers.h"
#include "check.h"

namespace halflite::test {

std::size_t kind_of(const char* step) {
  for (std::size_t i = 0; i < step_kinds().size(); i++) {
    if (!std::strcmp(step_kinds()[i].name, step)) return i;
  }
  return step_kinds().size();
}

double other_word(Random& random, double word) {
  switch (random() % 8) {
    case 0: return 0;
    case 1: return word + 1;
    case 2: return word - 1;
    case 3: return word * 2;
    case 4: return static_cast<double>(random() % 64);
    case 5: return static_cast<double>(std::uint64_t{1} << random() % 42);
    case 6: return -static_cast<double>(random() % 8);
    default: return word + 0.5;
  }
}

namespace {

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
      if (size.same) {
        const auto first = operands.begin() + static_cast<std::ptrdiff_t>(3 * (size.same - 1));
        operands = joined({operands, Words(first, first + 3)});
      } else if (size.arena) {
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

Words joined(std::initializer_list<Words> parts) {
  Words all;
  for (const Words& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

namespace {

/// All that can run, and what they are on machines without products of bytes.
std::vector<Target> targets_and_lesser_ones() {
  std::vector<Target> all;
  for (const Target* target : runnable_targets()) {
    all.push_back(*target);
    if (!target->has_byte_products()) continue;
    all.push_back(*target);
    all.back().byte_reason = "left out";
  }
  return all;
}

}  // namespace

void check_hostile_programs(const std::vector<Sample>& samples, unsigned seed, std::size_t changes) {
  Random random(seed);
  for (const Target& target : targets_and_lesser_ones()) {
    for (const Sample& sample : samples) {
      const OneStep step(sample);
      CHECK(runs(target, step.words, step), "%s was refused on %s", sample.step, target.name);
      for (std::size_t i = 0; i < changes_of_programs(changes); i++) {
        Words changed = step.words;
        for (std::size_t words = 1 + random() % 2; words > 0; words--) {
          double& word = changed[random() % changed.size()];
          word = other_word(random, word);
        }
        runs(target, changed, step);
      }
    }
  }
}

}  // namespace halflite::test
