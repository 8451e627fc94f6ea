#include <algorithm>
#include <optional>

#include "../convolution_weights.h"
#include "../gemm_tasks.h"
#include "../lines.h"
#include "../volume_rows.h"
#include "../winograd.h"

namespace halflite {
namespace {

/// float16 panels that several strips meet are restored once for them: some of them where they are small, else one, if a
/// second-level cache holds it beside the rows.
constexpr std::size_t restored_bytes = 1 << 18, most_restored_bytes = 640 << 10, least_strips_to_restore = 4;

/// Convolutions of volumes, images and rows as implicit products of matrices: no copy of the input is made. Weights are
/// constants of float16 or float32, packed when the step is made, or computed, and packed in each run.
///
/// Operands: input, weights, bias (optional), output, memory for packed weights and bias (absent where both are constants), memory for
/// transformed tiles (absent where products are direct, see winograd.h), what is added to the output before it is clamped (optional).
/// Parameters: batch, channels, output channels, groups, the axes of the window (depth, height, width), whether the output channel is
/// the weights' last dimension instead of the first, whether they are float16, the range that results are clamped to.
class Convolution final : public LineStep {
 public:
  explicit Convolution(StepReader& r)
      : input_(r.operand(alignof(float))), weights_operand_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), memory_(r.sink(alignof(float), true)), tiles_(r.sink(alignof(float), true)),
        addend_(r.operand(alignof(float), true)), batch_(r.size()), channels_(r.size(1)), out_channels_(r.size(1)), groups_(r.size(1)),
        volume_{WindowAxis(r), WindowAxis(r), WindowAxis(r)}, channel_last_(r.flag()), is_float16_(r.flag()), least_(r.number()),
        most_(r.number()), read_(channels_ / groups_), columns_(out_channels_ / groups_) {
    r.require(channels_ % groups_ == 0 && out_channels_ % groups_ == 0, "channels do not fall into groups");
    const std::uint64_t taps = volume_.taps();
    r.require(taps <= most_row_pointers, "the window has too many taps");
    pixels_ = StepReader::product({batch_, volume_.outputs()});
    depth_ = StepReader::product({taps, read_});
    require_images(r);
    weights_ = ConvolutionWeights(r, weights_operand_, bias_, memory_, {is_float16_, channel_last_, groups_, columns_, depth_});
    strip_rows_ = balanced_strip(pixels_, std::min<std::size_t>(r.gemm_geometry().rows, most_row_pointers / taps));
    finder_ = RowFinder(volume_, channels_, groups_ == 1, strip_rows_);
    const bool computes_in_float16 = r.kernels().gemm_float16 == r.kernels().gemm_in_float16;
    if (is_float16_ && !computes_in_float16 && groups_ == 1 && restored_panel_bytes() <= most_restored_bytes) {
      scratch_ = &r.scratch(std::max(restored_bytes, restored_panel_bytes()));
    }
    if (tiles_.present()) winograd_.emplace(r, volume_, batch_, channels_, weights_, out_channels_, tiles_.bytes);
  }

  std::size_t held_bytes() const override {
    return weights_.held_bytes() + finder_.held_bytes() + (winograd_ ? winograd_->held_bytes() : 0);
  }

  const LineStep* as_lines() const override {
    return batch_ == 1 && volume_.depth.input == 1 && volume_.depth.output == 1 && volume_.depth.taps == 1 && !memory_.present() && !winograd_ ? this : nullptr;
  }
  const WindowAxis& line_axis() const override { return volume_.height; }
  LineImage input_image() const override { return {volume_.height.input, volume_.width.input * channels_}; }
  LineImage output_image() const override { return {volume_.height.output, volume_.width.output * out_channels_}; }
  const Operand& input_operand() const override { return input_; }
  const Operand& output_operand() const override { return output_; }

  void run_lines(const Frame& frame, const Lines& lines) const noexcept override {
    const std::size_t width = volume_.width.output;
    run_pixels(frame, {lines.begin * width, (lines.end - lines.begin) * width, lines.input, lines.output});
  }

  void run(const Frame& frame) const noexcept override {
    weights_.prepare(frame);
    const float* const input = frame.at<const float>(input_);
    float* const output = frame.at<float>(output_);
    if (winograd_ && winograd_->run(frame, {input, output, frame.at<const float>(addend_), least_, most_, frame.at<float>(tiles_)})) return;
    run_pixels(frame, {0, pixels_, input, output});
  }

 private:
  /// Pixels of the output, from `first` on, and where the first ones of all lie.
  struct Pixels {
    std::size_t first, count;
    const float* input;
    float* output;
  };

  void run_pixels(const Frame& frame, const Pixels& all) const noexcept {
    const std::size_t strips = (all.count + strip_rows_ - 1) / strip_rows_;
    const GemmShape shape{strips, weights_.panels(), strip_rows_, weights_.panel_columns(), depth_, weights_.width()};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      FoundRows rows;
      if (scratch_ && last_strip - strip >= least_strips_to_restore) {
        const Scratch::Piece memory = scratch_->take();
        if (memory.data()) return run_restored(frame, all, {strip, last_strip, panel, last_panel}, reinterpret_cast<float*>(memory.data()), rows);
      }
      for (; strip < last_strip; strip++) run_strip(frame, strip_of(all, strip), panel, last_panel, rows);
    });
  }

  void require_images(const StepReader& r) const {
    const WindowAxis& lines = volume_.height;
    r.require(input_.bytes / 4 >= StepReader::product({batch_, volume_.depth.input, r.input_lines(lines.input), volume_.width.input, channels_}),
              "the input is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, volume_.depth.output, r.output_lines(lines.output), volume_.width.output, out_channels_}),
              "the output is too short");
    r.require(!addend_.present() || addend_.bytes / 4 >= StepReader::product({pixels_, out_channels_}), "what is added is too short");
    StepReader::product({batch_, volume_.inputs(), channels_});
    StepReader::product({pixels_, out_channels_});
  }

  std::size_t restored_panel_bytes() const { return weights_.panel_columns() * depth_ * sizeof(float); }

  Pixels strip_of(const Pixels& all, std::size_t strip) const {
    const std::size_t begin = strip * strip_rows_;
    return {all.first + begin, std::min<std::size_t>(strip_rows_, all.count - begin), all.input, all.output};
  }

  /// The panels [first, last) of all groups, group by group: each reads its own channels.
  void run_strip(const Frame& frame, const Pixels& pixels, std::size_t first, std::size_t last, FoundRows& rows) const noexcept {
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    const std::size_t group_panels = weights_.group_panels();
    while (first < last) {
      const std::size_t group = first / group_panels, begin = first % group_panels;
      const std::size_t end = std::min(group_panels, begin + last - first);
      finder_.find(pixels.input + group * read_, pixels.first, pixels.count, rows);
      gemm(product_of(frame, rows, pixels, group, 0, weights_.panel(frame, group * group_panels)), pixels.count, begin, end);
      first += end - begin;
    }
  }

  struct Block {
    std::size_t first_strip, last_strip, panel, last_panel;
  };

  /// The same for several strips and one group, as many panels at a time as have room: the first strip restores them.
  void run_restored(const Frame& frame, const Pixels& all, const Block& block, float* restored, FoundRows& rows) const noexcept {
    const std::size_t at_once = std::max<std::size_t>(restored_bytes / restored_panel_bytes(), 1);
    for (std::size_t panel = block.panel; panel < block.last_panel; panel += at_once) {
      const std::size_t count = std::min(at_once, block.last_panel - panel);
      for (std::size_t strip = block.first_strip; strip < block.last_strip; strip++) {
        const Pixels pixels = strip_of(all, strip);
        finder_.find(pixels.input, pixels.first, pixels.count, rows);
        const bool restores = strip == block.first_strip;
        GemmStrip product = product_of(frame, rows, pixels, 0, panel, restores ? static_cast<const void*>(weights_.panel(frame, panel)) : restored);
        if (restores) product.restored = restored;
        (restores ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32)(product, pixels.count, 0, count);
      }
    }
  }

  /// For `weights` that begin with a panel of a group.
  GemmStrip product_of(const Frame& frame, const FoundRows& rows, const Pixels& pixels, std::size_t group, std::size_t panel,
                       const void* weights) const noexcept {
    const std::size_t column = panel * weights_.panel_columns();
    const float* const bias = weights_.bias(frame, group * weights_.group_panels() + panel);
    const std::size_t place = pixels.first * out_channels_ + group * columns_ + column;
    const float* const addend = addend_.present() ? frame.at<const float>(addend_) + place : nullptr;
    return {rows.pointers, finder_.taps(), depth_ / finder_.taps(), weights, bias, pixels.output + place, out_channels_, columns_ - column,
            least_, most_, addend, nullptr, rows.step};
  }

  Operand input_, weights_operand_, bias_, output_, memory_, tiles_, addend_;
  std::size_t batch_, channels_, out_channels_, groups_;
  Volume volume_;
  bool channel_last_, is_float16_;
  float least_, most_;
  std::size_t read_, columns_;  ///< channels of a group: input, output
  std::size_t pixels_ = 0, depth_ = 0, strip_rows_ = 0;
  ConvolutionWeights weights_;
  RowFinder finder_;
  std::optional<Winograd> winograd_;
  Scratch* scratch_ = nullptr;  ///< for restored panels; null where none are
};

}  // namespace

std::unique_ptr<Step> make_convolution(StepReader& reader) { return std::make_unique<Convolution>(reader); }

}  // namespace halflite
