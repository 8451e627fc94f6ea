#include <algorithm>
#include <cstring>
#include <vector>

#include "../gemm_tasks.h"
#include "../lines.h"
#include "../packing.h"
#include "../sharing.h"
#include "../volume_rows.h"

namespace halflite {
namespace {

/// float16 panels that several strips meet are restored once for them: some of them where they are small, else one, if a
/// second-level cache holds it beside the rows.
constexpr std::size_t restored_bytes = 1 << 18, most_restored_bytes = 640 << 10, least_strips_to_restore = 4;

/// Convolutions of volumes, images and rows as implicit products of matrices: no copy of the input is made. Weights are
/// constants of float16 or float32, packed when the step is made, or computed, and packed in each run.
///
/// Operands: input, weights, bias (optional), output, memory for packed weights and bias (absent where both are constants), what is
/// added to the output before it is clamped (optional). Parameters: batch, channels, output channels, groups, the axes of the
/// window (depth, height, width), whether the output channel is the weights' last dimension instead of the first, whether
/// they are float16, the range that results are clamped to.
class Convolution final : public LineStep {
 public:
  explicit Convolution(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), memory_(r.sink(alignof(float), true)), addend_(r.operand(alignof(float), true)), batch_(r.size()), channels_(r.size(1)), out_channels_(r.size(1)),
        groups_(r.size(1)), volume_{WindowAxis(r), WindowAxis(r), WindowAxis(r)}, channel_last_(r.flag()),
        is_float16_(r.flag()), least_(r.number()), most_(r.number()), read_(channels_ / groups_),
        columns_(out_channels_ / groups_) {
    r.require(channels_ % groups_ == 0 && out_channels_ % groups_ == 0, "channels do not fall into groups");
    r.require(!channel_last_ || groups_ == 1, "grouped weights begin with the output channel");
    const std::uint64_t taps = volume_.taps();
    r.require(taps <= most_row_pointers, "the window has too many taps");
    pixels_ = StepReader::product({batch_, volume_.outputs()});
    depth_ = StepReader::product({taps, read_});
    const WindowAxis& lines = volume_.height;
    r.require(input_.bytes / 4 >= StepReader::product({batch_, volume_.depth.input, r.input_lines(lines.input), volume_.width.input, channels_}),
              "the input is too short");
    r.require(weights_.bytes / width() >= StepReader::product({depth_, out_channels_}), "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= out_channels_, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, volume_.depth.output, r.output_lines(lines.output), volume_.width.output, out_channels_}),
              "the output is too short");
    r.require(!addend_.present() || addend_.bytes / 4 >= StepReader::product({pixels_, out_channels_}), "what is added is too short");
    StepReader::product({batch_, volume_.inputs(), channels_});
    StepReader::product({pixels_, out_channels_});
    std::size_t most_rows = 0;
    r.kernels().gemm_geometry(&most_rows, &panel_columns_);
    strip_rows_ = balanced_strip(pixels_, std::min<std::size_t>(most_rows, most_row_pointers / taps));
    finder_ = RowFinder(volume_, channels_, groups_ == 1, strip_rows_);
    group_panels_ = panels_for(columns_, panel_columns_);
    const bool computes_in_float16 = r.kernels().gemm_float16 == r.kernels().gemm_in_float16;
    if (is_float16_ && !computes_in_float16 && groups_ == 1 && restored_panel_bytes() <= most_restored_bytes) {
      scratch_ = &r.scratch(std::max(restored_bytes, restored_panel_bytes()));
    }
    if (memory_.present()) {
      r.require(!is_float16_, "computed weights are float32");
      r.require(memory_.bytes / 4 >= StepReader::product({panels() * panel_columns_, depth_ + 1}), "the memory is too short");
      return;
    }
    const std::string key = packed_key(r.key(weights_), {is_float16_, channel_last_, groups_, columns_, depth_, panel_columns_});
    packed_ = shared<PackedWeights>(key, [&] { return pack(r.constant<char>(weights_)); });
    padded_bias_.resize(bias_.present() ? panels() * panel_columns_ : 0);
    if (bias_.present()) pad_bias(r.constant<float>(bias_), padded_bias_.data());
  }

  std::size_t held_bytes() const override {
    return (packed_ ? packed_->bytes : 0) + 4 * padded_bias_.size() + finder_.held_bytes();
  }

  const LineStep* as_lines() const override {
    return batch_ == 1 && volume_.depth.input == 1 && volume_.depth.output == 1 && volume_.depth.taps == 1 && !memory_.present() ? this : nullptr;
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
    if (memory_.present()) pack_computed(frame);
    run_pixels(frame, {0, pixels_, frame.at<const float>(input_), frame.at<float>(output_)});
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
    const GemmShape shape{strips, panels(), strip_rows_, panel_columns_, depth_, width()};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      if (scratch_ && last_strip - strip >= least_strips_to_restore) {
        const Scratch::Piece memory = scratch_->take();
        if (memory.data()) return run_restored(frame, all, {strip, last_strip, panel, last_panel}, reinterpret_cast<float*>(memory.data()));
      }
      for (; strip < last_strip; strip++) run_strip(frame, strip_of(all, strip), panel, last_panel);
    });
  }

  /// Bytes of a weight.
  std::size_t width() const { return is_float16_ ? 2 : 4; }
  std::size_t panels() const { return groups_ * group_panels_; }
  std::size_t panel_bytes() const { return panel_columns_ * depth_ * width(); }
  std::size_t restored_panel_bytes() const { return panel_columns_ * depth_ * sizeof(float); }

  /// The weights of a group.
  PanelSource source_of(const char* weights, std::size_t group) const {
    const std::size_t row_stride = channel_last_ ? 1 : depth_, depth_stride = channel_last_ ? out_channels_ : 1;
    return {weights + group * columns_ * row_stride * width(), is_float16_, columns_, row_stride, depth_, depth_stride};
  }

  PackedWeights pack(const char* weights) const {
    PackedWeights packed;
    packed.bytes = StepReader::product({panels() * panel_columns_, depth_, width()});
    packed.data = allocate_aligned(packed.bytes);
    for (std::size_t group = 0; group < groups_; group++) {
      pack_panels(source_of(weights, group), panel_columns_, packed.data.get() + group * group_panels_ * panel_bytes());
    }
    return packed;
  }

  /// Behind the last channel of a group there are zeros already.
  void pad_bias(const float* bias, float* sink) const noexcept {
    for (std::size_t group = 0; group < groups_; group++) {
      std::memcpy(sink + group * group_panels_ * panel_columns_, bias + group * columns_, columns_ * sizeof(float));
    }
  }

  void pack_computed(const Frame& frame) const noexcept {
    const std::size_t at_once = (std::size_t{1} << 17) / panel_bytes() + 1;
    frame.team.parallel_for(panels(), at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const PanelSource source = source_of(frame.at<const char>(weights_), i / group_panels_);
        pack_panel(source, i % group_panels_, panel_columns_, frame.at<char>(memory_) + i * panel_bytes());
      }
    });
    if (!bias_.present()) return;
    float* const sink = frame.at<float>(memory_) + panels() * panel_columns_ * depth_;
    std::fill_n(sink, panels() * panel_columns_, 0.0f);
    pad_bias(frame.at<const float>(bias_), sink);
  }

  const char* packed(const Frame& frame) const { return packed_ ? packed_->data.get() : frame.at<const char>(memory_); }
  const float* padded_bias(const Frame& frame) const {
    if (!bias_.present()) return nullptr;
    return packed_ ? padded_bias_.data() : frame.at<const float>(memory_) + panels() * panel_columns_ * depth_;
  }

  Pixels strip_of(const Pixels& all, std::size_t strip) const {
    const std::size_t begin = strip * strip_rows_;
    return {all.first + begin, std::min<std::size_t>(strip_rows_, all.count - begin), all.input, all.output};
  }

  /// The panels [first, last) of all groups, group by group: each reads its own channels.
  void run_strip(const Frame& frame, const Pixels& pixels, std::size_t first, std::size_t last) const noexcept {
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    while (first < last) {
      const std::size_t group = first / group_panels_, begin = first % group_panels_;
      const std::size_t end = std::min(group_panels_, begin + last - first);
      FoundRows rows;
      finder_.find(pixels.input + group * read_, pixels.first, pixels.count, rows);
      gemm(product_of(frame, rows, pixels, group, 0, packed(frame) + group * group_panels_ * panel_bytes()), pixels.count, begin, end);
      first += end - begin;
    }
  }

  struct Block {
    std::size_t first_strip, last_strip, panel, last_panel;
  };

  /// The same for several strips and one group, as many panels at a time as have room.
  void run_restored(const Frame& frame, const Pixels& all, const Block& block, float* restored) const noexcept {
    const std::size_t at_once = std::max<std::size_t>(restored_bytes / restored_panel_bytes(), 1);
    for (std::size_t panel = block.panel; panel < block.last_panel; panel += at_once) {
      const std::size_t count = std::min(at_once, block.last_panel - panel);
      frame.kernels.float32_from_float16(packed(frame) + panel * panel_bytes(), restored, count * panel_columns_ * depth_,
                                         Store::cached);
      for (std::size_t strip = block.first_strip; strip < block.last_strip; strip++) {
        const Pixels pixels = strip_of(all, strip);
        FoundRows rows;
        finder_.find(pixels.input, pixels.first, pixels.count, rows);
        frame.kernels.gemm_float32(product_of(frame, rows, pixels, 0, panel, restored), pixels.count, 0, count);
      }
    }
  }

  /// For `weights` that begin with a panel of a group.
  GemmStrip product_of(const Frame& frame, const FoundRows& rows, const Pixels& pixels, std::size_t group, std::size_t panel,
                       const void* weights) const noexcept {
    const std::size_t column = panel * panel_columns_;
    const float* const biases = padded_bias(frame);
    const float* const bias = biases ? biases + group * group_panels_ * panel_columns_ + column : nullptr;
    const std::size_t place = pixels.first * out_channels_ + group * columns_ + column;
    const float* const addend = addend_.present() ? frame.at<const float>(addend_) + place : nullptr;
    return {rows.pointers, finder_.taps(), depth_ / finder_.taps(), weights, bias, pixels.output + place, out_channels_, columns_ - column,
            least_, most_, addend};
  }

  Operand input_, weights_, bias_, output_, memory_, addend_;
  std::size_t batch_, channels_, out_channels_, groups_;
  Volume volume_;
  bool channel_last_, is_float16_;
  float least_, most_;
  std::size_t read_, columns_;  ///< channels of a group: input, output
  std::size_t pixels_ = 0, depth_ = 0, strip_rows_ = 0, panel_columns_ = 0, group_panels_ = 0;
  RowFinder finder_;
  std::shared_ptr<const PackedWeights> packed_;
  std::vector<float> padded_bias_;
  Scratch* scratch_ = nullptr;  ///< for restored panels; null where none are
};

}  // namespace

std::unique_ptr<Step> make_convolution(StepReader& reader) { return std::make_unique<Convolution>(reader); }

}  // namespace halflite
