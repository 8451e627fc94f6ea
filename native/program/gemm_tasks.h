// How a product of matrices is divided: strips of rows times panels of columns.
#pragma once

#include <algorithm>
#include <cstddef>

#include "../runtime/team.h"

namespace halflite {

/// Pointers to the rows of one strip live on the stack.
constexpr std::size_t most_row_pointers = 2048;

struct GemmShape {
  std::size_t strips, panels;
  std::size_t strip_rows, panel_columns;
  std::size_t depth;         ///< taps included
  std::size_t weight_bytes;  ///< of one weight
};

/// As few strips as possible, equally high.
inline std::size_t balanced_strip(std::size_t rows, std::size_t most) {
  const std::size_t strips = std::max<std::size_t>((rows + most - 1) / most, 1);
  return std::max<std::size_t>((rows + strips - 1) / strips, 1);
}

/// Calls body(first strip, last strip, first panel, last panel) for tasks that cover all strips and panels. The panels of a
/// task stay in a core's L2 cache while its strips pass. The sums do not depend on the division.
template <typename Body>
void for_each_gemm_task(Team& team, const GemmShape& shape, const Body& body) {
  constexpr std::size_t cached_bytes = 1 << 20;
  constexpr std::size_t least_products = 1 << 18;  // about 3 us
  const std::size_t strips = shape.strips, panels = shape.panels;
  if (strips == 0 || panels == 0) return;
  const auto blocks = [](std::size_t count, std::size_t block) { return (count + block - 1) / block; };
  const std::size_t products = std::max<std::size_t>(shape.strip_rows * shape.panel_columns * shape.depth, 1);
  const std::size_t panel_bytes = std::max<std::size_t>(shape.panel_columns * shape.depth * shape.weight_bytes, 1);
  std::size_t panel_block = std::clamp<std::size_t>(cached_bytes / panel_bytes, 1, panels);
  std::size_t strip_block = strips;
  if (team.threads() > 1) {
    const std::size_t wanted = 4 * team.threads();
    // Few rows: the panels are divided more finely.
    const std::size_t fine = blocks(panels, blocks(wanted, strips));
    panel_block = std::clamp<std::size_t>(least_products / products, std::min(fine, panel_block), panel_block);
    strip_block = blocks(strips * blocks(panels, panel_block), wanted);
    strip_block = std::clamp(std::max(strip_block, least_products / products / panel_block), std::size_t{1}, strips);
  }
  const std::size_t strip_blocks = blocks(strips, strip_block), panel_blocks = blocks(panels, panel_block);
  team.parallel_for(strip_blocks * panel_blocks, 1, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t task = begin; task < end; task++) {
      const std::size_t strip = task % strip_blocks * strip_block, panel = task / strip_blocks * panel_block;
      body(strip, std::min(strip + strip_block, strips), panel, std::min(panel + panel_block, panels));
    }
  });
}

}  // namespace halflite
