#include <algorithm>
#include <cstdint>
#include <cstring>

#include "../broadcast.h"

namespace halflite {
namespace {

/// Elements of 1 or 2 bytes through a table with an entry for each of their bit patterns: any function of them. Fails where an element
/// has none of the patterns that the function is defined for.
///
/// Operands: input, table, output. Parameters: bytes of an element, bytes of an entry (1, 2 or 4), count; the first pattern that the
/// function is defined for, and for how many it is; behind the last pattern comes 0.
class Lookup final : public Step {
 public:
  explicit Lookup(StepReader& r)
      : width_(static_cast<std::size_t>(r.integer(1, 2))), entry_(static_cast<std::size_t>(r.integer(1, 4))),
        count_(r.size()), entries_(std::size_t{1} << 8 * width_),
        first_(static_cast<std::size_t>(r.integer(0, static_cast<std::int64_t>(entries_) - 1))),
        defined_(static_cast<std::size_t>(r.integer(1, static_cast<std::int64_t>(entries_)))), input_(r.operand(width_)),
        table_(r.operand(1)), output_(r.sink(1)) {
    r.require(entry_ != 3, "a table has no entries of 3 bytes");
    r.require(input_.bytes / width_ >= count_ && table_.bytes / entry_ >= entries_ && output_.bytes / entry_ >= count_,
              "an operand is too short");
    r.require(table_.offset % entry_ == 0 && output_.offset % entry_ == 0, "an operand is not aligned");
  }

  void run(const Frame& frame) const noexcept override {
    if (width_ == 1) run_from<std::uint8_t>(frame);
    else run_from<std::uint16_t>(frame);
  }

 private:
  template <typename Index>
  void run_from(const Frame& frame) const noexcept {
    if (entry_ == 1) run_as<Index, std::uint8_t>(frame);
    else if (entry_ == 2) run_as<Index, std::uint16_t>(frame);
    else run_as<Index, std::uint32_t>(frame);
  }

  template <typename Index, typename Entry>
  void run_as(const Frame& frame) const noexcept {
    const Index* const source = frame.at<const Index>(input_);
    const char* const table = frame.at<const char>(table_);
    Entry* const sink = frame.at<Entry>(output_);
    frame.team.parallel_for(count_, cheap_grain, [&](std::size_t begin, std::size_t end) noexcept {
      if (defined_ < entries_ && !are_defined(source + begin, end - begin)) return frame.fail();
      if constexpr (sizeof(Index) == 1 && sizeof(Entry) == 1) {
        return frame.kernels.look_up(frame.at<const std::uint8_t>(table_), source + begin, sink + begin, end - begin);
      }
      std::size_t i = begin;
      // Several entries are read before any is written, which may lie in the table for all that the compiler knows.
      for (constexpr std::size_t several = 8; i + several <= end; i += several) {
        Entry entries[several];
        for (std::size_t k = 0; k < several; k++) entries[k] = entry_at<Entry>(table, source[i + k]);
        std::memcpy(&sink[i], entries, sizeof entries);
      }
      for (; i < end; i++) sink[i] = entry_at<Entry>(table, source[i]);
    });
  }

  template <typename Index>
  bool are_defined(const Index* elements, std::size_t count) const noexcept {
    const auto first = static_cast<Index>(first_), last = static_cast<Index>(defined_ - 1);
    Index farthest = 0;
    for (std::size_t i = 0; i < count; i++) farthest = std::max(farthest, static_cast<Index>(elements[i] - first));
    return farthest <= last;
  }

  template <typename Entry>
  static Entry entry_at(const char* table, std::size_t index) noexcept {
    Entry entry;
    std::memcpy(&entry, table + index * sizeof(Entry), sizeof(Entry));
    return entry;
  }

  std::size_t width_, entry_, count_, entries_, first_, defined_;
  Operand input_, table_, output_;
};

}  // namespace

std::unique_ptr<Step> make_lookup(StepReader& reader) { return std::make_unique<Lookup>(reader); }

}  // namespace halflite
