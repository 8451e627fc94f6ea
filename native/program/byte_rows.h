// Rows of bytes whose elements count by how far they lie below the largest one of their row: tables have an entry for each distance.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "step.h"
#include "stored_type.h"

namespace halflite {

/// Entries for the distances 0, 1, ... 255, in the order of the elements: what lies above the largest one has the entry 0.
class DistanceTable {
 public:
  template <typename Entry>
  explicit DistanceTable(const Entry& entry) {
    for (int distance = 0; distance < 256; distance++) entries_[255 - distance] = entry(distance);
  }

  /// What an element's entry is found from, as a uint8.
  const std::int32_t* below(std::uint8_t largest) const { return entries_ + 255 - largest; }

 private:
  std::int32_t entries_[512] = {};
};

class ByteRow {
 public:
  /// Elements whose entries are found at a time.
  static constexpr std::size_t together = 512;

  ByteRow(const Frame& frame, StoredType type, const std::uint8_t* elements, std::size_t depth)
      : elements_(elements), depth_(depth), flipped_(type == StoredType::int8 ? 0x80 : 0) {
    constexpr std::size_t vector_row = 16;
    if (depth < vector_row) {
      for (std::size_t i = 0; i < depth; i++) largest_ = std::max(largest_, static_cast<std::uint8_t>(elements[i] ^ flipped_));
    } else {
      frame.kernels.reduce_byte_rows(Reduction::maximum, type, elements, &largest_, 1, depth);
      largest_ ^= flipped_;
    }
  }

  /// Calls body(first, count, entries) until all elements had their turn.
  template <typename Body>
  void for_entries(const DistanceTable& table, const Body& body) const {
    std::int32_t entries[together];
    for (std::size_t first = 0; first < depth_; first += together) {
      const std::size_t count = std::min(together, depth_ - first);
      find_entries(table.below(largest_), first, count, entries);
      body(first, count, entries);
    }
  }

  /// The entries, rescaled.
  void rescale(const Frame& frame, const DistanceTable& table, const Rescaling& rescaling, StoredType type, char* sink) const {
    for_entries(table, [&](std::size_t first, std::size_t count, const std::int32_t* entries) {
      frame.kernels.rescale(StoredType::int32, type, entries, sink + first * width_of(type), count, rescaling);
    });
  }

  /// The sum of powers of e in Q0.31, in Q12.19; it wraps around.
  std::uint32_t sum_of_powers(const DistanceTable& powers) const {
    std::uint32_t sum = 0;
    for_entries(powers, [&](std::size_t, std::size_t count, const std::int32_t* entries) {
      for (std::size_t i = 0; i < count; i++) sum += (static_cast<std::uint32_t>(entries[i]) + 2048) >> 12;
    });
    return sum;
  }

 private:
  /// Eight elements are read at once: compilers make slow vectors of tables that are read in a plain loop.
  void find_entries(const std::int32_t* table, std::size_t first, std::size_t count, std::int32_t* sink) const {
    constexpr std::uint64_t every_byte = 0x0101010101010101;
    const std::uint8_t* const elements = elements_ + first;
    std::size_t i = 0;
    for (; i + 8 <= count; i += 8) {
      std::uint64_t eight;
      std::memcpy(&eight, elements + i, sizeof eight);
      eight ^= flipped_ * every_byte;
      for (int k = 0; k < 8; k++) sink[i + k] = table[eight >> 8 * k & 255];
    }
    for (; i < count; i++) sink[i] = table[elements[i] ^ flipped_];
  }

  const std::uint8_t* elements_;
  std::size_t depth_;
  std::uint8_t flipped_, largest_ = 0;
};

}  // namespace halflite
