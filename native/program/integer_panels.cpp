#include "integer_panels.h"

#include <cstring>

namespace halflite {
namespace {

template <typename From, typename To>
void pack_rows(const IntegerPanelSource& source, std::size_t panel, To* sink) {
  const std::size_t first = panel * source.columns, pair_size = 2 * source.columns, pairs = (source.depth + 1) / 2;
  const From* from = reinterpret_cast<const From*>(source.data) + first * source.taps * source.depth;
  for (std::size_t row = first; row < source.last_row(panel); row++) {
    To* tap_sink = sink + 2 * (row - first);
    for (std::size_t tap = 0; tap < source.taps; tap++, tap_sink += pairs * pair_size) {
      for (std::size_t k = 0; k < source.depth; k++) {
        tap_sink[k / 2 * pair_size + k % 2] = static_cast<To>(*from++ - source.zero);
      }
    }
  }
}

}  // namespace

void IntegerPanels::pack(std::size_t panel, char* sink) const noexcept {
  char* const start = sink + panel * panel_bytes();
  std::memset(start, 0, panel_bytes());
  if (are_bytes()) pack_rows<std::int8_t>(source, panel, reinterpret_cast<std::int8_t*>(start));
  else if (source.type == StoredType::int8) pack_rows<std::int8_t>(source, panel, reinterpret_cast<std::int16_t*>(start));
  else pack_rows<std::uint8_t>(source, panel, reinterpret_cast<std::int16_t*>(start));
}

}  // namespace halflite
