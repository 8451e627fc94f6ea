#include <cmath>
#include <cstdint>

#include "../overlap.h"
#include "../step.h"

namespace halflite {
namespace {

struct Candidate {
  std::int32_t box;
  float score;
  /// It was compared with so many of the selected boxes.
  std::int32_t compared;
};

/// Candidates with the best in front. Among equals the order is that of src/ops/ranking/heap.ts, whatever the standard library:
/// which of two boxes with the same score survives depends on it.
class Heap {
 public:
  explicit Heap(Candidate* memory) : candidates_(memory) {}

  std::size_t size() const { return size_; }

  void push(const Candidate& candidate) { rise(size_++, candidate); }

  Candidate pop() {
    const Candidate best = candidates_[0], last = candidates_[--size_];
    // The hole goes down to a leaf first, always to the better child, the last candidate up from there.
    std::size_t hole = 0, child = 2;
    for (; child < size_; child = 2 * hole + 2) {
      if (candidates_[child].score < candidates_[child - 1].score) child--;
      candidates_[hole] = candidates_[child];
      hole = child;
    }
    if (child == size_) {
      candidates_[hole] = candidates_[child - 1];
      hole = child - 1;
    }
    if (size_ > 0) rise(hole, last);
    return best;
  }

 private:
  void rise(std::size_t hole, const Candidate& candidate) {
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 2;
      if (!(candidates_[parent].score < candidate.score)) break;
      candidates_[hole] = candidates_[parent];
      hole = parent;
    }
    candidates_[hole] = candidate;
  }

  Candidate* candidates_;
  std::size_t size_ = 0;
};

/// Boxes with the best scores, without those that overlap a better one: NON_MAX_SUPPRESSION_V4 and V5. Fails for a negative sigma.
///
/// Operands: boxes, scores, least overlap that suppresses, threshold of scores, sigma of the Gaussian that lowers scores (absent
/// for none), memory for candidates (12 bytes for each box), indices of the selected boxes, their scores (or absent), how many
/// they are. Parameters: boxes, the most that are selected.
class NonMaxSuppression final : public Step {
 public:
  explicit NonMaxSuppression(StepReader& r)
      : boxes_(static_cast<std::size_t>(r.integer(0, INT32_MAX))), limit_(static_cast<std::size_t>(r.integer(0, INT32_MAX))),
        corners_(r.elements<float>(4 * std::uint64_t{boxes_})), scores_(r.elements<float>(boxes_)), overlap_(r.elements<float>(1)),
        threshold_(r.elements<float>(1)), sigma_(r.elements<float>(1, true)), memory_(r.sink(alignof(Candidate))),
        indices_(r.sink_elements<std::int32_t>(limit_)), selected_scores_(r.sink_elements<float>(limit_, true)),
        count_(r.sink_elements<std::int32_t>(1)) {
    r.require(memory_.bytes / sizeof(Candidate) >= boxes_, "there is too little memory for candidates");
  }

  void run(const Frame& frame) const noexcept override {
    const float sigma = sigma_.present() ? *frame.at<const float>(sigma_) : 0;
    if (sigma < 0) return frame.fail();
    const float threshold = *frame.at<const float>(threshold_);
    std::int32_t* const indices = frame.at<std::int32_t>(indices_);
    float* const scores = frame.at<float>(selected_scores_);
    Heap candidates(frame.at<Candidate>(memory_));
    for (std::size_t i = 0; i < boxes_; i++) {
      const float score = frame.at<const float>(scores_)[i];
      if (score > threshold) candidates.push({static_cast<std::int32_t>(i), score, 0});
    }
    const std::size_t wanted = candidates.size() < limit_ ? candidates.size() : limit_;
    std::size_t selected = 0;
    while (selected < wanted && candidates.size() > 0) {
      Candidate next = candidates.pop();
      const float before = next.score;
      if (is_suppressed(frame, next, selected, sigma > 0 ? -0.5f / sigma : 0, threshold)) continue;
      next.compared = static_cast<std::int32_t>(selected);
      if (next.score == before) {
        indices[selected] = next.box;
        if (scores) scores[selected] = next.score;
        selected++;
      }
      // A selected box comes back too: it overlaps itself, unless it has no area.
      if (next.score > threshold) candidates.push(next);
    }
    for (std::size_t i = selected; i < limit_; i++) {
      indices[i] = 0;
      if (scores) scores[i] = 0;
    }
    *frame.at<std::int32_t>(count_) = static_cast<std::int32_t>(selected);
  }

 private:
  /// Compares it with the boxes that were selected since it was looked at last, and lowers its score by a Gaussian of the overlap.
  bool is_suppressed(const Frame& frame, Candidate& candidate, std::size_t selected, float scale, float threshold) const noexcept {
    const float* const corners = frame.at<const float>(corners_);
    const std::int32_t* const indices = frame.at<const std::int32_t>(indices_);
    const float overlap = *frame.at<const float>(overlap_);
    const Box box(corners + 4 * static_cast<std::size_t>(candidate.box));
    for (std::size_t i = selected; i-- > static_cast<std::size_t>(candidate.compared);) {
      const float shared = intersection_over_union(box, Box(corners + 4 * static_cast<std::size_t>(indices[i])));
      if (shared >= overlap) return true;
      if (scale != 0) candidate.score *= static_cast<float>(std::exp(static_cast<double>(scale * shared * shared)));
      if (candidate.score <= threshold) break;
    }
    return false;
  }

  std::size_t boxes_, limit_;
  Operand corners_, scores_, overlap_, threshold_, sigma_, memory_, indices_, selected_scores_, count_;
};

}  // namespace

std::unique_ptr<Step> make_non_max_suppression(StepReader& reader) { return std::make_unique<NonMaxSuppression>(reader); }

}  // namespace halflite
