#include "integer_panels.h"

#include <cstring>

namespace halflite {
namespace {

template <typename From, typename To>
void pack(const IntegerPanelSource& source, std::size_t columns, To* sink) {
  const From* from = reinterpret_cast<const From*>(source.data);
  const std::size_t pairs = (source.depth + 1) / 2, pair_size = 2 * columns, panel_size = source.taps * pairs * pair_size;
  for (std::size_t row = 0; row < source.rows; row++) {
    To* tap_sink = sink + row / columns * panel_size + 2 * (row % columns);
    for (std::size_t tap = 0; tap < source.taps; tap++, tap_sink += pairs * pair_size) {
      for (std::size_t k = 0; k < source.depth; k++) {
        tap_sink[k / 2 * pair_size + k % 2] = static_cast<To>(*from++ - source.zero);
      }
    }
  }
}

}  // namespace

IntegerPanels pack_integer_panels(const IntegerPanelSource& source, std::size_t columns) {
  IntegerPanels panels;
  panels.are_bytes = source.type == StoredType::int8 && source.zero == 0;
  const std::size_t width = panels.are_bytes ? 1 : 2;
  panels.bytes = (source.rows + columns - 1) / columns * columns * source.taps * ((source.depth + 1) / 2) * 2 * width;
  panels.data = allocate_aligned(panels.bytes);
  std::memset(panels.data.get(), 0, panels.bytes);
  if (panels.are_bytes) pack<std::int8_t>(source, columns, reinterpret_cast<std::int8_t*>(panels.data.get()));
  else if (source.type == StoredType::int8) pack<std::int8_t>(source, columns, reinterpret_cast<std::int16_t*>(panels.data.get()));
  else pack<std::uint8_t>(source, columns, reinterpret_cast<std::int16_t*>(panels.data.get()));
  return panels;
}

}  // namespace halflite
