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

/// Item i of `count` parts of `all` that differ by one at most.
inline std::size_t part_begin(std::size_t i, std::size_t count, std::size_t all) { return i * all / count; }

/// Whether so many threads finish about together when they share `all` equal things.
inline bool falls_evenly(std::size_t all, std::size_t threads) { return (all + threads - 1) / threads * threads * 8 <= all * 9; }

/// Into how many parts the strips and the panels of a product fall. Tasks are numbered panels first, so that a member of a team
/// gets strips of its own: the pixels that it made in the layer before.
struct GemmDivision {
  std::size_t strip_parts, panel_parts;

  GemmDivision(const GemmShape& shape, std::size_t threads) {
    // Of a member: several, since threads are not equally fast, and who is through takes of the others'.
    constexpr std::size_t cached_bytes = 1 << 20, most_chunks = 8, met_again_bytes = 1 << 18, least_strips = 8;
    constexpr std::size_t least_products = 1 << 18;  // about 3 us
    const std::size_t strips = shape.strips, panels = shape.panels;
    const std::size_t products = std::max<std::size_t>(shape.strip_rows * shape.panel_columns * shape.depth, 1);
    const std::size_t panel_bytes = shape.panel_columns * shape.depth * shape.weight_bytes;
    // The panels of a task stay in a core's L2 cache while its strips pass.
    panel_parts = std::min(panels, panels * panel_bytes / cached_bytes + 1);
    strip_parts = 1;
    if (threads == 1) return;
    const std::size_t tasks = std::clamp<std::size_t>(strips * panels / (least_products / products + 1) / threads, 1, most_chunks) * threads;
    // Where the weights are more than the rows of both matrices, no two threads read the same weights.
    const std::size_t row_bytes = (shape.depth + shape.panel_columns * panels) * sizeof(float);
    const bool divides_panels = panels * panel_bytes > strips * shape.strip_rows * row_bytes && falls_evenly(panels, threads);
    if (falls_evenly(strips, threads) && !divides_panels) {
      // Weights that stay in the cache may be met again by every part of the strips, whose rows need be found and read only once.
      const bool stay = panels * panel_bytes <= met_again_bytes;
      strip_parts = threads * (stay ? std::clamp<std::size_t>(strips / threads / least_strips, 1, tasks / threads) : 1);
    } else if (!falls_evenly(panels, threads)) {
      strip_parts = strips;
    }
    panel_parts = std::clamp(std::max(panel_parts, (tasks + strip_parts - 1) / strip_parts), std::size_t{1}, panels);
  }
};

/// Calls body(first strip, last strip, first panel, last panel) for tasks that cover all strips and panels. The sums do not
/// depend on the division.
template <typename Body>
void for_each_gemm_task(Team& team, const GemmShape& shape, const Body& body) {
  if (shape.strips == 0 || shape.panels == 0) return;
  const GemmDivision division(shape, team.threads());
  const std::size_t strip_parts = division.strip_parts, panel_parts = division.panel_parts;
  team.parallel_for(strip_parts * panel_parts, 1, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t task = begin; task < end; task++) {
      const std::size_t strip = task / panel_parts, panel = task % panel_parts;
      body(part_begin(strip, strip_parts, shape.strips), part_begin(strip + 1, strip_parts, shape.strips),
           part_begin(panel, panel_parts, shape.panels), part_begin(panel + 1, panel_parts, shape.panels));
    }
  });
}

}  // namespace halflite
