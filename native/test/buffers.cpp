#include "buffers.h"

#include <algorithm>
#include <cstring>

namespace halflite::test {
namespace {

constexpr std::size_t guard_length = 128;
constexpr char guard = 0x5a;

}  // namespace

GuardedBuffer::GuardedBuffer(std::size_t length, std::size_t misalignment)
    : storage_(length + 2 * guard_length + 128, guard), length_(length) {
  const auto address = reinterpret_cast<std::uintptr_t>(storage_.data());
  start_ = guard_length + (64 - (address + guard_length) % 64) % 64 + misalignment;
  std::memset(data(), 0x33, length);
}

bool GuardedBuffer::guards_intact() const {
  const auto untouched = [](char byte) { return byte == guard; };
  const auto begin = storage_.begin() + static_cast<std::ptrdiff_t>(start_);
  return std::all_of(storage_.begin(), begin, untouched) &&
         std::all_of(begin + static_cast<std::ptrdiff_t>(length_), storage_.end(), untouched);
}

std::vector<float> weights(Random& random, std::size_t count, float scale) {
  std::normal_distribution<float> distribution(0, scale);
  std::vector<float> values(count);
  for (float& value : values) value = distribution(random);
  return values;
}

std::vector<float> any_floats(Random& random, std::size_t count) {
  std::vector<float> values(count);
  for (float& value : values) {
    const auto bits = static_cast<std::uint32_t>(random());
    std::memcpy(&value, &bits, sizeof value);
  }
  return values;
}

std::vector<std::uint16_t> any_halves(Random& random, std::size_t count) {
  std::vector<std::uint16_t> values(count);
  for (std::uint16_t& value : values) value = static_cast<std::uint16_t>(random());
  return values;
}

}  // namespace halflite::test
