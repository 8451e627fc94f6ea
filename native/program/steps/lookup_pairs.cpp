#include <algorithm>
#include <cstdint>
#include <cstring>

#include "../broadcast.h"

namespace halflite {
namespace {

constexpr std::size_t patterns = 256;

/// Pairs of bytes, broadcast, through a table with an entry for each of them: any function of two elements. Fails where the second one has
/// none of the patterns that the function is defined for.
///
/// Operands: first, second, table [256, 256], output. Parameters: the first pattern that the function is defined for, and for how many it
/// is; behind the last pattern comes 0; the broadcast.
class LookupPairs final : public Step {
 public:
  explicit LookupPairs(StepReader& r)
      : first_pattern_(static_cast<std::uint8_t>(r.integer(0, patterns - 1))), defined_(static_cast<std::size_t>(r.integer(1, patterns))), shape_(r),
        first_(r.elements<std::uint8_t>(shape_.reach(0))), second_(r.elements<std::uint8_t>(shape_.reach(1))),
        table_(r.elements<std::uint8_t>(patterns * patterns)), output_(r.sink_elements<std::uint8_t>(shape_.count())) {}

  void run(const Frame& frame) const noexcept override {
    const auto *const a = frame.at<const std::uint8_t>(first_), *const b = frame.at<const std::uint8_t>(second_);
    auto* const sink = frame.at<std::uint8_t>(output_);
    shape_.for_each_part(frame.team, cheap_grain, [&](const Broadcast<2>::Part& part) noexcept {
      const BinaryRows<std::uint8_t> rows = binary_rows(shape_, part, a, b, sink);
      if (defined_ < patterns && !is_defined(rows)) return frame.fail();
      look_up(rows, frame.at<const std::uint8_t>(table_));
    });
  }

 private:
  bool is_defined(const BinaryRows<std::uint8_t>& rows) const {
    std::uint8_t farthest = 0;
    for (std::size_t row = 0; row < rows.rows; row++) {
      const std::uint8_t* const b = rows.b + row * rows.b_row;
      for (std::size_t i = 0; i < rows.columns; i++) {
        farthest = std::max(farthest, static_cast<std::uint8_t>(b[i * rows.b_column] - first_pattern_));
      }
    }
    return farthest < defined_;
  }

  static void look_up(const BinaryRows<std::uint8_t>& rows, const std::uint8_t* table) {
    for (std::size_t row = 0; row < rows.rows; row++) {
      const std::uint8_t *const a = rows.a + row * rows.a_row, *const b = rows.b + row * rows.b_row;
      std::uint8_t* const sink = rows.sink + row * rows.columns;
      const auto entry = [&](std::size_t i) { return table[a[i * rows.a_column] * patterns + b[i * rows.b_column]]; };
      std::size_t i = 0;
      // Several entries are read before any is written, which may lie in the table for all that the compiler knows.
      for (constexpr std::size_t several = 8; i + several <= rows.columns; i += several) {
        std::uint8_t entries[several];
        for (std::size_t k = 0; k < several; k++) entries[k] = entry(i + k);
        std::memcpy(sink + i, entries, several);
      }
      for (; i < rows.columns; i++) sink[i] = entry(i);
    }
  }

  std::uint8_t first_pattern_;
  std::size_t defined_;
  Broadcast<2> shape_;
  Operand first_, second_, table_, output_;
};

}  // namespace

std::unique_ptr<Step> make_lookup_pairs(StepReader& reader) { return std::make_unique<LookupPairs>(reader); }

}  // namespace halflite
