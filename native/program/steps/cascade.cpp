#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>
#include <vector>

#include "../lines.h"

namespace halflite {
namespace {

constexpr std::size_t most_lines = 1 << 16, most_stages = 64, most_parts = 1024;

/// Steps that make images line by line, each from the one before, a band of lines at a time: of the images between them only
/// those lines are kept that somebody still reads, in memory that stays in the caches. The last image falls into parts, one for
/// a thread; each part makes the lines that it needs, also those that its neighbour makes too.
///
/// Operands: those of all stages; the output of a stage is the first operand of the next. Parameters: the lines of a band of
/// the last output, the number of parts, the number of stages; for each its kind, its numbers of operands and parameters, how
/// many lines of its output a part keeps at most (of the last one all are kept), and its parameters.
class Cascade final : public Step {
 public:
  explicit Cascade(StepReader& r)
      : band_(r.size(1)), parts_(static_cast<std::size_t>(r.integer(1, most_parts))),
        stages_(static_cast<std::size_t>(r.integer(2, most_stages))) {
    for (std::size_t i = 0; i < stages_.size(); i++) read_stage(r, i);
    for (std::size_t part = 0; part < parts_; part++) r.require(keeps_enough(part), "a stage keeps too few lines");
  }

  std::size_t stage_count() const override { return stages_.size(); }

  std::size_t held_bytes() const override {
    std::size_t bytes = 0;
    for (const Stage& stage : stages_) bytes += stage.step->held_bytes();
    return bytes;
  }

  void run(const Frame& frame) const noexcept override {
    std::atomic<std::int64_t> times[most_stages] = {};
    const auto begun = std::chrono::steady_clock::now();
    frame.team.parallel_for(parts_, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t part = begin; part < end; part++) run_part(frame, part, times);
    });
    if (!frame.microseconds) return;
    const std::chrono::duration<double, std::micro> spent = std::chrono::steady_clock::now() - begun;
    std::int64_t all = 1;
    for (std::size_t i = 0; i < stages_.size(); i++) all += times[i];
    for (std::size_t i = 0; i < stages_.size(); i++) {
      frame.microseconds[i] = spent.count() * static_cast<double>(times[i]) / static_cast<double>(all);
    }
  }

 private:
  struct Stage {
    std::unique_ptr<Step> step;
    const LineStep* lines;
    std::size_t held;
  };
  /// Lines [first, done) of a stage's output are there, line `first` at the start of the part's memory.
  struct Progress {
    std::size_t first, done;
  };
  struct Part {
    Progress stages[most_stages];
    std::size_t end;  ///< of its lines of the last output
  };

  void read_stage(StepReader& r, std::size_t i) {
    const auto kind = static_cast<std::size_t>(r.integer(0, static_cast<std::int64_t>(step_kinds().size()) - 1));
    r.require(std::strcmp(step_kinds()[kind].name, "cascade") != 0, "a cascade is no stage of another");
    const std::size_t operands = r.size(), parameters = r.size(), held = r.size(1);
    Stage& stage = stages_[i];
    const bool is_last = i + 1 == stages_.size();
    stage.held = is_last ? SIZE_MAX : held;
    StepReader reader = r.nested(step_kinds()[kind].name, operands, parameters);
    reader.limit_lines(i > 0 ? stages_[i - 1].held : SIZE_MAX, stage.held);
    stage.step = step_kinds()[kind].make(reader);
    reader.finish();
    stage.lines = stage.step->as_lines();
    r.require(stage.lines != nullptr, "a stage does not make lines");
    const LineImage made = stage.lines->output_image();
    r.require(made.lines <= most_lines, "there are too many lines");
    const Operand& output = stage.lines->output_operand();
    r.require(is_last || output.bytes / 4 >= StepReader::product({parts_, held, made.floats_per_line}), "the memory of a stage is too short");
    if (i > 0) require_connection(r, *stages_[i - 1].lines, *stage.lines);
  }

  static void require_connection(const StepReader& r, const LineStep& from, const LineStep& to) {
    const LineImage made = from.output_image(), read = to.input_image();
    r.require(made.lines == read.lines && made.floats_per_line == read.floats_per_line, "a stage reads another image");
    const Operand &output = from.output_operand(), &input = to.input_operand();
    r.require(output.buffer == input.buffer && output.offset == input.offset && output.bytes == input.bytes,
              "a stage reads other memory");
  }

  bool keeps_enough(std::size_t number) const {
    Part part = start(number);
    bool enough = true;
    while (enough && next_band(part, [](std::size_t, std::size_t, std::size_t) {},
                               [&](std::size_t i, std::size_t end) { enough = enough && end - part.stages[i].first <= stages_[i].held; })) {
    }
    return enough;
  }

  Part start(std::size_t number) const {
    Part part;
    const std::size_t last = stages_.size() - 1, all = stages_[last].lines->output_image().lines;
    const std::size_t lines = (all + parts_ - 1) / parts_;
    std::size_t first = std::min(number * lines, all);
    part.end = std::min(first + lines, all);
    for (std::size_t i = last;; i--) {
      part.stages[i] = {first, first};
      if (i == 0) return part;
      first = std::min(stages_[i].lines->first_line_read(first), stages_[i - 1].lines->output_image().lines);
    }
  }

  /// One band: calls move(stage, first, kept) before lines from `first` on are added behind the `kept` ones that stay, and
  /// make(stage, end) for the lines up to `end`. Returns whether there was anything to do.
  template <typename Move, typename Make>
  bool next_band(Part& part, const Move& move, const Make& make) const {
    const std::size_t last = stages_.size() - 1;
    if (part.stages[last].done == part.end) return false;
    std::size_t ends[most_stages];
    ends[last] = std::min(part.stages[last].done + band_, part.end);
    for (std::size_t i = last; i-- > 0;) {
      const bool advances = ends[i + 1] > part.stages[i + 1].done;
      ends[i] = std::max(part.stages[i].done, advances ? stages_[i + 1].lines->lines_read(ends[i + 1]) : 0);
    }
    for (std::size_t i = 0; i <= last; i++) {
      Progress& own = part.stages[i];
      if (ends[i] == own.done) continue;
      if (i < last) {
        const std::size_t needed = stages_[i + 1].lines->first_line_read(part.stages[i + 1].done);
        const std::size_t first = std::clamp(needed, own.first, own.done);
        move(i, first - own.first, own.done - first);
        own.first = first;
      }
      make(i, ends[i]);
      own.done = ends[i];
    }
    return true;
  }

  void run_part(const Frame& frame, std::size_t number, std::atomic<std::int64_t>* times) const noexcept {
    Team alone(1);
    const Frame own{frame.kernels, alone, frame.buffers, frame.failed, nullptr};
    Part part = start(number);
    while (next_band(part, [&](std::size_t i, std::size_t first, std::size_t kept) { move_lines(own, number, i, first, kept); },
                     [&](std::size_t i, std::size_t end) {
                       const auto begun = std::chrono::steady_clock::now();
                       run_stage(own, part, number, i, end);
                       times[i] += std::chrono::nanoseconds(std::chrono::steady_clock::now() - begun).count();
                     })) {
    }
  }

  /// The part's memory for the output of a stage.
  float* memory_of(const Frame& frame, std::size_t part, std::size_t i) const noexcept {
    const LineStep& stage = *stages_[i].lines;
    const std::size_t skipped = i + 1 < stages_.size() ? part * stages_[i].held * stage.output_image().floats_per_line : 0;
    return frame.at<float>(stage.output_operand()) + skipped;
  }

  void move_lines(const Frame& frame, std::size_t part, std::size_t i, std::size_t first, std::size_t kept) const noexcept {
    if (first == 0 || kept == 0) return;
    const std::size_t floats = stages_[i].lines->output_image().floats_per_line;
    float* const memory = memory_of(frame, part, i);
    std::memmove(memory, memory + first * floats, kept * floats * sizeof(float));
  }

  void run_stage(const Frame& frame, const Part& part, std::size_t number, std::size_t i, std::size_t end) const noexcept {
    const LineStep& stage = *stages_[i].lines;
    const Progress& own = part.stages[i];
    const float* input = frame.at<const float>(stage.input_operand());
    if (i > 0) input = memory_of(frame, number, i - 1) - part.stages[i - 1].first * stage.input_image().floats_per_line;
    float* output = frame.at<float>(stage.output_operand());
    if (i + 1 < stages_.size()) output = memory_of(frame, number, i) - own.first * stage.output_image().floats_per_line;
    stage.run_lines(frame, {own.done, end, input, output});
  }

  std::size_t band_, parts_;
  std::vector<Stage> stages_;
};

}  // namespace

std::unique_ptr<Step> make_cascade(StepReader& reader) { return std::make_unique<Cascade>(reader); }

}  // namespace halflite
