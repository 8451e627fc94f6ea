// Programs that do not fit themselves: steps whose words are changed at random are refused, or stay within their memory, which
// the address sanitizer watches.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <vector>

#include "buffers.h"

namespace halflite::test {

/// Bytes of an operand in the arena, or of a constant; none for an absent operand. Or the number of an operand before, counted
/// from 1, whose memory it is.
struct Size {
  std::size_t arena = 0, constant = 0, same = 0;
};
constexpr Size same(std::size_t operand) { return {0, 0, operand}; }
constexpr Size arena(std::size_t bytes) { return {bytes, 0}; }
constexpr Size constant(std::size_t bytes) { return {0, bytes}; }

/// A step that fits.
struct Sample {
  const char* step;
  std::vector<Size> operands;
  std::vector<double> parameters;
};

using Words = std::vector<double>;

/// Something else than the word, close to it or not.
double other_word(Random& random, double word);

/// The number that programs have for a kind of step.
std::size_t kind_of(const char* step);

Words joined(std::initializer_list<Words> parts);

/// Every sample runs on every target; `changes` times for each it is changed and tried again.
void check_hostile_programs(const std::vector<Sample>& samples, unsigned seed, std::size_t changes);

}  // namespace halflite::test
