// Bytes through tables, a vector at a time.

#include "kernels.h"

namespace halflite {
namespace {

void look_up(const uint8_t* table, const uint8_t* source, uint8_t* sink, size_t count) {
  constexpr size_t vector = 4 * lanes;
  const ByteTable entries = load_table(table);
  size_t i = 0;
  for (; i + vector <= count; i += vector) store_bytes(sink + i, look_up(entries, load_bytes(source + i)));
  for (; i < count; i++) sink[i] = table[source[i]];
}

#ifdef HALFLITE_BYTE_PERMUTATIONS
HALFLITE_PERMUTATION_FUNCTION void look_up_by_permutation(const uint8_t* table, const uint8_t* source, uint8_t* sink, size_t count) {
  constexpr size_t vector = 4 * lanes;
  const PermutationTable entries = load_permutation_table(table);
  size_t i = 0;
  for (; i + vector <= count; i += vector) store_bytes(sink + i, look_up(entries, load_bytes(source + i)));
  for (; i < count; i++) sink[i] = table[source[i]];
}
#else
constexpr auto look_up_by_permutation = static_cast<void (*)(const uint8_t*, const uint8_t*, uint8_t*, size_t)>(look_up);
#endif

}  // namespace
}  // namespace halflite
