#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "../overlap.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// Operand: floats, or uint8 with a scale. Parameters: whether it is uint8, scale, zero point.
struct Reals {
  std::uint64_t count;
  bool is_uint8;
  Operand data;
  float scale;
  std::int32_t zero;

  Reals(StepReader& r, std::uint64_t elements)
      : count(elements), is_uint8(r.flag()), data(r.operand(is_uint8 ? 1 : alignof(float))), scale(r.number()), zero(read_int32(r, 0, 255)) {
    r.require(data.bytes / (is_uint8 ? 1 : sizeof(float)) >= count, "an operand is too short");
  }

  /// The floats, restored to the memory if need be.
  const float* read(const Frame& frame, float* memory) const noexcept {
    if (!is_uint8) return frame.at<const float>(data);
    frame.kernels.dequantize(StoredType::uint8, frame.at<const char>(data), memory, count, scale, zero);
    return memory;
  }
};

struct Sizes {
  std::size_t boxes, coordinates, classes, columns, limit, class_limit, places;

  explicit Sizes(StepReader& r)
      : boxes(static_cast<std::size_t>(r.integer(0, INT32_MAX))), coordinates(r.size(4)), classes(static_cast<std::size_t>(r.integer(1, INT32_MAX))),
        columns(static_cast<std::size_t>(r.integer(0, INT32_MAX))), limit(static_cast<std::size_t>(r.integer(0, INT32_MAX))),
        class_limit(static_cast<std::size_t>(r.integer(0, INT32_MAX))), places(r.size(1)) {
    r.require(columns >= classes, "there are fewer columns than classes");
  }
};

struct Detection {
  std::int32_t box, category;
  float score;
};

/// What a run works in.
struct Work {
  const float* scores;      ///< [boxes, columns]
  float* corners;           ///< [boxes, 4]
  float* ranks;             ///< of each box, by what boxes are chosen
  std::int32_t* candidates;
  std::int32_t* selected;
  Detection *best, *merged;

  const float* box(std::int32_t number) const { return corners + 4 * static_cast<std::size_t>(number); }
};

/// TFLite_Detection_PostProcess: decodes boxes from anchors and keeps the best of those that overlap. Fails for boxes that are inside out.
///
/// Operands: encoded boxes [boxes, coordinates], scores [boxes, columns], anchors [boxes, 4]; corners, classes, scores and number of the detections;
/// scratch. Parameters: the sizes (the most detections, the most of a class, places for each detection); whether classes are
/// suppressed for themselves; the threshold of scores, that of overlaps; divisors of encoded (y, x, h, w); how each input is stored.
class DetectionPostProcess final : public Step {
 public:
  explicit DetectionPostProcess(StepReader& r)
      : sizes_(r), by_class_(r.flag()), least_score_(r.number()), most_overlap_(r.number()), divisors_{r.number(), r.number(), r.number(), r.number()},
        encodings_(r, StepReader::product({sizes_.boxes, sizes_.coordinates})), scores_(r, StepReader::product({sizes_.boxes, sizes_.columns})),
        anchors_(r, 4 * std::uint64_t{sizes_.boxes}), corners_(r.sink_elements<float>(StepReader::product({sizes_.limit, sizes_.places, 4}))),
        found_classes_(r.sink_elements<float>(StepReader::product({sizes_.limit, sizes_.places}))),
        found_scores_(r.sink_elements<float>(StepReader::product({sizes_.limit, sizes_.places}))), found_(r.sink_elements<float>(1)), scratch_(r.sink(alignof(float))) {
    const std::uint64_t restored = encodings_.count + scores_.count + anchors_.count;
    r.require(scratch_.bytes / 4 >= restored + 6 * std::uint64_t{sizes_.boxes} + 7 * std::uint64_t{sizes_.limit}, "there is too little scratch memory");
  }

  void run(const Frame& frame) const noexcept override {
    float* const memory = frame.at<float>(scratch_);
    const float* const encodings = encodings_.read(frame, memory);
    float* const rest = memory + encodings_.count + scores_.count;
    const float* const anchors = anchors_.read(frame, rest);
    float* const corners = rest + anchors_.count;
    float* const ranks = corners + 4 * sizes_.boxes;
    auto* const candidates = reinterpret_cast<std::int32_t*>(ranks + sizes_.boxes);
    std::int32_t* const selected = candidates + sizes_.boxes;
    auto* const best = reinterpret_cast<Detection*>(selected + sizes_.limit);
    const Work work{scores_.read(frame, memory + encodings_.count), corners, ranks, candidates, selected, best, best + sizes_.limit};
    if (!decode(encodings, anchors, corners)) return frame.fail();
    write(frame, work, by_class_ ? choose_by_class(work) : choose_by_box(frame, work));
  }

 private:
  /// Whether no box is inside out.
  bool decode(const float* encodings, const float* anchors, float* corners) const noexcept {
    for (std::size_t i = 0; i < sizes_.boxes; i++, encodings += sizes_.coordinates, anchors += 4, corners += 4) {
      for (std::size_t axis = 0; axis < 2; axis++) {
        const double size = anchors[axis + 2];
        const auto center = static_cast<float>(double{encodings[axis]} / double{divisors_[axis]} * size + double{anchors[axis]});
        const auto half = static_cast<float>(0.5 * std::exp(double{encodings[axis + 2]} / double{divisors_[axis + 2]}) * size);
        corners[axis] = center - half;
        corners[axis + 2] = center + half;
        if (corners[axis] > corners[axis + 2]) return false;
      }
    }
    return true;
  }

  float score(const Work& work, std::size_t box, std::size_t category) const {
    return work.scores[box * sizes_.columns + sizes_.columns - sizes_.classes + category];
  }

  /// Boxes by the score of their best class, whatever it is.
  std::size_t choose_by_box(const Frame& frame, const Work& work) const noexcept {
    frame.team.parallel_for(sizes_.boxes, 16384 / sizes_.classes + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t box = begin; box < end; box++) {
        float most = score(work, box, 0);
        for (std::size_t category = 1; category < sizes_.classes; category++) most = higher_of(score(work, box, category), most);
        work.ranks[box] = most;
      }
    });
    const std::size_t count = suppress(work, sizes_.limit);
    for (std::size_t i = 0; i < count; i++) {
      const auto box = static_cast<std::size_t>(work.selected[i]);
      std::size_t category = 0;
      for (std::size_t c = 1; c < sizes_.classes; c++) {
        if (score(work, box, c) > score(work, box, category)) category = c;
      }
      work.best[i] = {work.selected[i], static_cast<std::int32_t>(category), score(work, box, category)};
    }
    return count;
  }

  /// The boxes of each class for themselves, and of these the best.
  std::size_t choose_by_class(const Work& work) const noexcept {
    std::size_t count = 0;
    for (std::size_t category = 0; category < sizes_.classes; category++) {
      for (std::size_t box = 0; box < sizes_.boxes; box++) work.ranks[box] = score(work, box, category);
      count = merge(work, count, suppress(work, std::min(sizes_.class_limit, sizes_.limit)), static_cast<std::int32_t>(category));
    }
    return count;
  }

  /// Adds selected boxes to the best ones, down to the limit; an earlier class goes first among equals.
  std::size_t merge(const Work& work, std::size_t count, std::size_t selected, std::int32_t category) const noexcept {
    std::size_t merged = 0;
    for (std::size_t a = 0, b = 0; merged < sizes_.limit && (a < count || b < selected); merged++) {
      const float rank = b < selected ? work.ranks[work.selected[b]] : 0;
      if (b == selected || (a < count && !(work.best[a].score < rank))) work.merged[merged] = work.best[a++];
      else work.merged[merged] = {work.selected[b++], category, rank};
    }
    std::copy(work.merged, work.merged + merged, work.best);
    return merged;
  }

  /// Selects up to `limit` boxes, the best first, without those that overlap a better one too much.
  std::size_t suppress(const Work& work, std::size_t limit) const noexcept {
    const auto precedes = [&](std::int32_t a, std::int32_t b) {
      return work.ranks[a] > work.ranks[b] || (work.ranks[a] == work.ranks[b] && a < b);
    };
    const auto follows = [&](std::int32_t a, std::int32_t b) { return precedes(b, a); };
    std::int32_t* end = work.candidates;
    for (std::size_t box = 0; box < sizes_.boxes; box++) {
      if (work.ranks[box] >= least_score_) *end++ = static_cast<std::int32_t>(box);
    }
    std::size_t count = 0;
    std::make_heap(work.candidates, end, follows);
    while (count < limit && end > work.candidates) {
      std::pop_heap(work.candidates, end--, follows);
      const Box box(work.box(*end));
      const bool overlaps = std::any_of(work.selected, work.selected + count, [&](std::int32_t better) {
        return intersection_over_union(Box(work.box(better)), box) > most_overlap_;
      });
      if (!overlaps) work.selected[count++] = *end;
    }
    return count;
  }

  void write(const Frame& frame, const Work& work, std::size_t count) const noexcept {
    const std::size_t places = sizes_.limit * sizes_.places, step = by_class_ ? 1 : sizes_.places;
    float *const corners = frame.at<float>(corners_), *const classes = frame.at<float>(found_classes_), *const scores = frame.at<float>(found_scores_);
    std::fill_n(corners, 4 * places, 0.0f);
    std::fill_n(classes, places, 0.0f);
    std::fill_n(scores, places, 0.0f);
    for (std::size_t i = 0; i < count; i++) {
      std::copy_n(work.box(work.best[i].box), 4, corners + 4 * i * step);
      classes[i * step] = static_cast<float>(work.best[i].category);
      scores[i * step] = work.best[i].score;
    }
    *frame.at<float>(found_) = static_cast<float>(count);
  }

  Sizes sizes_;
  bool by_class_;
  float least_score_, most_overlap_;
  std::array<float, 4> divisors_;
  Reals encodings_, scores_, anchors_;
  Operand corners_, found_classes_, found_scores_, found_, scratch_;
};

}  // namespace

std::unique_ptr<Step> make_detection_post_process(StepReader& reader) { return std::make_unique<DetectionPostProcess>(reader); }

}  // namespace halflite
