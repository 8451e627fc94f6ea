#include <algorithm>
#include <vector>

#include "../indices.h"
#include "../planes.h"

namespace halflite {
namespace {

/// Copies an n-dimensional region of words of 1, 2 or 4 bytes: what src/ops/strided_copy.ts calls a StridedCopy.
///
/// Operands: source, sink, a table of 256 bytes through which bytes go (or absent). Parameters: bytes of a word, rank (at least
/// 1), offsets of source and sink, then for each dimension, the outermost first, its size and the strides of source and sink, all
/// in words.
class StridedCopy final : public Step {
 public:
  explicit StridedCopy(StepReader& r) : source_(r.operand(1)), sink_(r.sink(1)), table_(r.elements<std::uint8_t>(256, true)) {
    width_ = r.size(1);
    r.require(width_ == 1 || width_ == 2 || width_ == 4, "words have 1, 2 or 4 bytes");
    r.require(source_.offset % width_ == 0 && sink_.offset % width_ == 0, "an operand is not aligned");
    r.require(width_ == 1 || !table_.present(), "only bytes go through a table");
    const std::size_t rank = static_cast<std::size_t>(r.integer(1, most_dimensions));
    source_offset_ = static_cast<std::ptrdiff_t>(r.size());
    sink_offset_ = static_cast<std::ptrdiff_t>(r.size());
    for (std::size_t d = 0; d < rank; d++) {
      const std::size_t size = r.size();
      const std::ptrdiff_t source_stride = r.integer(-most_stride, most_stride);
      dimensions_.push_back({size, source_stride, static_cast<std::ptrdiff_t>(r.integer(-most_stride, most_stride))});
    }
    for (const Dimension& dimension : dimensions_) count_ = StepReader::product({count_, dimension.size});
    if (count_ == 0) return;
    check(r, source_, source_offset_, &Dimension::source_stride);
    check(r, sink_, sink_offset_, &Dimension::sink_stride);
    r.require(writes_words_once(), "words are written several times");
    choose_plane();
    divide();
  }

  void run(const Frame& frame) const noexcept override {
    if (count_ == 0) return;
    if (width_ == 4) run_as<std::uint32_t>(frame);
    else if (width_ == 2) run_as<std::uint16_t>(frame);
    else run_as<std::uint8_t>(frame);
  }

 private:
  static constexpr std::int64_t most_stride = std::int64_t{1} << 40, most_dimensions = 32;

  /// Every word that the region touches lies inside the operand.
  void check(const StepReader& r, const Operand& operand, std::ptrdiff_t offset,
             std::ptrdiff_t Dimension::*stride) const {
    std::int64_t least = offset, most = least;
    for (const Dimension& dimension : dimensions_) {
      const auto steps = static_cast<std::uint64_t>(dimension.size - 1);
      const std::int64_t each = dimension.*stride;
      const auto reach = static_cast<std::int64_t>(StepReader::product({steps, static_cast<std::uint64_t>(each < 0 ? -each : each)}));
      if (each < 0) least -= reach;
      else most += reach;
    }
    r.require(least >= 0 && static_cast<std::uint64_t>(most) < operand.bytes / width_, "the region leaves its operand");
  }

  /// Each dimension steps beyond all that the dimensions of smaller strides reach. (Regions of tensors do; others are refused.)
  bool writes_words_once() const {
    std::vector<Dimension> inwards = dimensions_;
    const auto step = [](const Dimension& d) { return d.sink_stride < 0 ? -d.sink_stride : d.sink_stride; };
    std::sort(inwards.begin(), inwards.end(), [&](const Dimension& a, const Dimension& b) { return step(a) < step(b); });
    std::ptrdiff_t reach = 0;
    for (const Dimension& dimension : inwards) {
      if (dimension.size == 1) continue;
      if (step(dimension) <= reach) return false;
      reach += step(dimension) * static_cast<std::ptrdiff_t>(dimension.size - 1);
    }
    return true;
  }

  /// Rows are dense in the sink if any dimension is, lines in the source if another one is. The order of dimensions does not matter.
  void choose_plane() {
    row_ = take([](const Dimension& d) { return d.size > 1 && d.sink_stride == 1; });
    const std::size_t before = dimensions_.size();
    if (before == 0) return;
    lines_ = take([this](const Dimension& d) { return row_.source_stride != 1 && d.size > 1 && d.source_stride == 1; });
    const bool is_transposed = row_.sink_stride == 1 && row_.source_stride != 1 && lines_.source_stride == 1;
    constexpr std::size_t few = 4;
    transposes_ = is_transposed && lines_.size > few && row_.size > few;
    if (is_transposed && row_.size <= few) std::swap(row_, lines_);
  }

  /// The last dimension that has the property, or just the last one.
  template <typename Property>
  Dimension take(Property has) {
    const auto found = std::find_if(dimensions_.rbegin(), dimensions_.rend(), has);
    const auto chosen = found == dimensions_.rend() ? dimensions_.end() - 1 : found.base() - 1;
    const Dimension taken = *chosen;
    dimensions_.erase(chosen);
    return taken;
  }

  /// How much of a plane a task takes: about as many bytes as are worth a thread's while.
  void divide() {
    const std::size_t words = copied_bytes_per_task / width_;
    constexpr std::size_t most_transposed = 128;
    row_part_ = std::min(row_.size, transposes_ ? std::max<std::size_t>(most_transposed, words / lines_.size) : words);
    line_part_ = std::min(lines_.size, std::max<std::size_t>(1, words / row_part_));
    grain_ = std::max<std::size_t>(1, words / (row_part_ * line_part_));
    const auto parts = [](const Dimension& d, std::size_t part) {
      const auto step = static_cast<std::ptrdiff_t>(part);
      return Dimension{(d.size + part - 1) / part, d.source_stride * step, d.sink_stride * step};
    };
    walk_ = {parts(row_, row_part_), parts(lines_, line_part_)};
    walk_.insert(walk_.end(), dimensions_.rbegin(), dimensions_.rend());
    for (const Dimension& dimension : walk_) tasks_ *= dimension.size;
  }

  /// Where a task's part of a plane lies. The next one is found without dividing: planes may be small.
  class Place {
   public:
    Place(const StridedCopy& copy, std::size_t task) : walk_(copy.walk_), source(copy.source_offset_), sink(copy.sink_offset_) {
      for (std::size_t d = 0; d < walk_.size(); task /= walk_[d++].size) {
        index[d] = task % walk_[d].size;
        move(walk_[d], static_cast<std::ptrdiff_t>(index[d]));
      }
    }

    void advance() {
      for (std::size_t d = 0; d < walk_.size(); d++) {
        if (++index[d] < walk_[d].size) return move(walk_[d], 1);
        index[d] = 0;
        move(walk_[d], 1 - static_cast<std::ptrdiff_t>(walk_[d].size));
      }
    }

   private:
    void move(const Dimension& dimension, std::ptrdiff_t steps) {
      source += steps * dimension.source_stride;
      sink += steps * dimension.sink_stride;
    }

    const std::vector<Dimension>& walk_;

   public:
    std::ptrdiff_t source, sink;
    /// Of each dimension of the walk; the plane's two are there even where the copy has one.
    std::size_t index[most_dimensions + 1];
  };

  template <typename Word>
  void run_as(const Frame& frame) const noexcept {
    const Word* const source = frame.at<const Word>(source_);
    Word* const sink = frame.at<Word>(sink_);
    frame.team.parallel_for(tasks_, grain_, [&](std::size_t begin, std::size_t end) noexcept {
      Place place(*this, begin);
      for (std::size_t task = begin; task < end; task++, place.advance()) {
        const Plane<Word> plane = part(place, source, sink);
        if constexpr (sizeof(Word) == 1) {
          if (table_.present()) {
            map_plane(plane, frame.at<const std::uint8_t>(table_));
            continue;
          }
        }
        if (!transposes_) {
          copy_plane(plane);
          continue;
        }
        frame.kernels.transpose_matrix(sizeof(Word), plane.source, plane.row.source_stride, plane.sink, plane.lines.sink_stride, plane.row.size, plane.lines.size);
      }
    });
  }

  template <typename Word>
  Plane<Word> part(const Place& place, const Word* source, Word* sink) const {
    Plane<Word> plane{source + place.source, sink + place.sink, lines_, row_};
    plane.row.size = std::min(row_part_, row_.size - place.index[0] * row_part_);
    plane.lines.size = std::min(line_part_, lines_.size - place.index[1] * line_part_);
    return plane;
  }

  Operand source_, sink_, table_;
  std::size_t width_ = 0;
  std::ptrdiff_t source_offset_ = 0, sink_offset_ = 0;
  std::uint64_t count_ = 1;
  std::vector<Dimension> dimensions_;  // but for the plane's
  /// What a task's place counts through: parts of rows, parts of lines, the other dimensions.
  std::vector<Dimension> walk_;
  Dimension lines_{1, 0, 0}, row_{};
  bool transposes_ = false;
  std::size_t row_part_ = 1, line_part_ = 1, tasks_ = 1, grain_ = 1;
};

}  // namespace

std::unique_ptr<Step> make_strided_copy(StepReader& reader) { return std::make_unique<StridedCopy>(reader); }

}  // namespace halflite
