// Bytes through tables, a vector at a time.

#include "kernels.h"

namespace halflite {
namespace {

/// Several entries are read before any is written, which may lie in the table for all that the compiler knows.
inline void look_up_one_by_one(const uint8_t* table, const uint8_t* source, uint8_t* sink, size_t count) {
  constexpr size_t several = 8;
  size_t i = 0;
  for (; i + several <= count; i += several) {
    uint8_t entries[several];
    for (size_t k = 0; k < several; k++) entries[k] = table[source[i + k]];
    memcpy(sink + i, entries, several);
  }
  for (; i < count; i++) sink[i] = table[source[i]];
}

void look_up(const uint8_t* table, const uint8_t* source, uint8_t* sink, size_t count) {
  const ByteTable entries = load_table(table);
  size_t i = 0;
  for (; lanes > 1 && i + byte_lanes <= count; i += byte_lanes) store_bytes(sink + i, look_up(entries, load_bytes(source + i)));
  look_up_one_by_one(table, source + i, sink + i, count - i);
}

#ifdef HALFLITE_BYTE_PERMUTATIONS
HALFLITE_PERMUTATION_FUNCTION void look_up_by_permutation(const uint8_t* table, const uint8_t* source, uint8_t* sink, size_t count) {
  const PermutationTable entries = load_permutation_table(table);
  size_t i = 0;
  for (; i + byte_lanes <= count; i += byte_lanes) store_bytes(sink + i, look_up(entries, load_bytes(source + i)));
  look_up_one_by_one(table, source + i, sink + i, count - i);
}
#else
constexpr auto look_up_by_permutation = static_cast<void (*)(const uint8_t*, const uint8_t*, uint8_t*, size_t)>(look_up);
#endif

}  // namespace
}  // namespace halflite
