// Real programs, as test/fuzz/write_programs.ts wrote them (--programs FILE): they run, and what is changed in them at random is
// refused or stays within its memory, which the address sanitizer watches.

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <sstream>

#include "../program/program.h"
#include "../runtime/aligned_memory.h"
#include "buffers.h"
#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

constexpr std::size_t most_bytes = 1 << 20;

struct Recorded {
  std::vector<double> words;
  std::vector<std::size_t> constant_bytes;
  std::vector<bool> is_variable;
};

/// Takes the words of a line one after another.
class Line {
 public:
  explicit Line(const std::string& text) : words_(text) {}

  std::string name() {
    std::string word;
    words_ >> word;
    return word;
  }
  double number() { return std::strtod(name().c_str(), nullptr); }
  std::size_t count() { return static_cast<std::size_t>(number()); }

 private:
  std::istringstream words_;
};

Recorded read(const std::string& text) {
  Line line(text);
  Recorded program;
  program.words.push_back(line.number());
  for (std::size_t left = line.count(); left > 0; left--) {
    program.constant_bytes.push_back(line.count());
    program.is_variable.push_back(line.count() != 0);
  }
  const std::size_t steps = line.count();
  program.words.push_back(static_cast<double>(steps));
  for (std::size_t i = 0; i < steps; i++) {
    program.words.push_back(static_cast<double>(kind_of(line.name().c_str())));
    const std::size_t operands = line.count(), parameters = line.count();
    program.words.push_back(static_cast<double>(operands));
    program.words.push_back(static_cast<double>(parameters));
    for (std::size_t left = 3 * operands + parameters; left > 0; left--) program.words.push_back(line.number());
  }
  return program;
}

/// Memory without a byte to spare: small numbers, as counts and indices are, or any bits.
AlignedBytes content(std::size_t bytes, Random& random) {
  AlignedBytes memory = allocate_aligned(bytes);
  const bool small = random() % 2 == 0;
  for (std::size_t i = 0; i < bytes; i++) memory[i] = static_cast<char>(!small ? random() : i % 4 == 0 ? random() % 4 : 0);
  return memory;
}

/// Whether the program was taken; then it ran.
bool runs(const Target& target, const Recorded& recorded, const std::vector<double>& words, Random& random) {
  std::vector<AlignedBytes> memory;
  std::vector<ConstantBytes> constants;
  for (std::size_t i = 0; i < recorded.constant_bytes.size(); i++) {
    memory.push_back(content(recorded.constant_bytes[i], random));
    constants.push_back({memory.back().get(), recorded.constant_bytes[i], "", recorded.is_variable[i]});
  }
  try {
    const Program program(target, words.data(), words.size(), constants);
    if (program.arena_bytes() > most_bytes) return true;
    const AlignedBytes arena = content(program.arena_bytes(), random);
    program.run(pool(), 2, arena.get(), nullptr);
    return true;
  } catch (const BadProgram&) {
    return false;
  } catch (const std::bad_alloc&) {
    return false;
  } catch (const std::length_error&) {
    return false;
  }
}

}  // namespace

void test_recorded_programs() {
  if (options.programs.empty()) {
    std::printf("SKIPPED: recorded programs: no --programs FILE (node native/test/run.mjs writes one where dist and the addon are)\n");
    return;
  }
  std::ifstream file(options.programs);
  std::size_t count = 0, taken = 0;
  Random random(16);
  for (std::string text; std::getline(file, text);) {
    const Recorded recorded = read(text);
    for (const Target* target : runnable_targets()) {
      count++;
      taken += runs(*target, recorded, recorded.words, random);
      for (std::size_t changes = 0; changes < changes_of_programs(20); changes++) {
        std::vector<double> words = recorded.words;
        for (std::size_t left = 1 + random() % 2; left > 0; left--) {
          double& word = words[random() % words.size()];
          word = other_word(random, word);
        }
        runs(*target, recorded, words, random);
      }
    }
  }
  // Some refuse constants that mean nothing, such as indices.
  CHECK(count > 0 && taken > count / 10 * 9, "%zu of %zu recorded programs were taken", taken, count);
}

}  // namespace halflite::test
