// Memory and values to test with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace halflite::test {

/// Bytes at a chosen distance from a 64-byte boundary, between guards that reveal writes outside.
class GuardedBuffer {
 public:
  GuardedBuffer(std::size_t length, std::size_t misalignment);
  char* data() { return storage_.data() + start_; }
  bool guards_intact() const;

 private:
  std::vector<char> storage_;
  std::size_t start_, length_;
};

using Random = std::mt19937_64;

/// Weights: most about `scale`.
std::vector<float> weights(Random& random, std::size_t count, float scale);

/// Any bit patterns: every exponent, infinities, NaNs, subnormals.
std::vector<float> any_floats(Random& random, std::size_t count);
std::vector<std::uint16_t> any_halves(Random& random, std::size_t count);

}  // namespace halflite::test
