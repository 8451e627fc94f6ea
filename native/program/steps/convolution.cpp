#include <algorithm>
#include <cstring>
#include <vector>

#include "../../runtime/aligned_memory.h"
#include "../gemm_tasks.h"
#include "../packing.h"
#include "../window.h"

namespace halflite {
namespace {

struct Geometry {
  std::size_t batch, channels, out_channels, groups;
  WindowAxis depth, height, width;

  explicit Geometry(StepReader& r)
      : batch(r.size()), channels(r.size(1)), out_channels(r.size(1)), groups(r.size(1)), depth(r), height(r), width(r) {
    r.require(channels % groups == 0 && out_channels % groups == 0, "channels do not fall into groups");
  }

  std::uint64_t taps() const { return StepReader::product({depth.taps, height.taps, width.taps}); }
  std::uint64_t inputs() const { return StepReader::product({batch, depth.input, height.input, width.input}); }
  std::uint64_t pixels() const { return StepReader::product({batch, depth.output, height.output, width.output}); }
};

/// Convolutions of volumes, images and rows as implicit products of matrices: no copy of the input is made. Weights are
/// constants of float16 or float32, packed when the step is made.
///
/// Operands: input, weights, bias (optional), output. Parameters: batch, channels, output channels, groups, the axes of the
/// window (depth, height, width), whether the output channel is the weights' last dimension instead of the first, whether
/// they are float16, the range that results are clamped to.
class Convolution final : public Step {
 public:
  explicit Convolution(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.operand(alignof(float))), geometry_(r), channel_last_(r.flag()), is_float16_(r.flag()),
        least_(r.number()), most_(r.number()), taps_(geometry_.taps()), pixels_(geometry_.pixels()),
        read_(geometry_.channels / geometry_.groups), columns_(geometry_.out_channels / geometry_.groups) {
    const Geometry& g = geometry_;
    depth_ = StepReader::product({taps_, read_});
    r.require(taps_ <= most_row_pointers, "the window has too many taps");
    r.require(!channel_last_ || g.groups == 1, "grouped weights begin with the output channel");
    r.require(input_.bytes / 4 >= StepReader::product({g.inputs(), g.channels}), "the input is too short");
    r.require(weights_.bytes / (is_float16_ ? 2 : 4) >= StepReader::product({depth_, g.out_channels}), "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= g.out_channels, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({pixels_, g.out_channels}), "the output is too short");
    std::size_t most_rows = 0;
    r.kernels().gemm_geometry(&most_rows, &panel_columns_);
    strip_rows_ = balanced_strip(pixels_, std::min<std::size_t>(most_rows, most_row_pointers / taps_));
    group_panels_ = panels_for(columns_, panel_columns_);
    zeros_.resize(g.channels);
    pack(r);
  }

  std::size_t held_bytes() const override { return panel_bytes_ * panels() + 4 * (padded_bias_.size() + zeros_.size()); }

  void run(const Frame& frame) const noexcept override {
    const std::size_t strips = (pixels_ + strip_rows_ - 1) / strip_rows_;
    const GemmShape shape{strips, panels(), strip_rows_, panel_columns_, depth_, std::size_t{is_float16_ ? 2u : 4u}};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      for (; strip < last_strip; strip++) run_strip(frame, strip, panel, last_panel);
    });
  }

 private:
  std::size_t panels() const { return geometry_.groups * group_panels_; }

  void pack(StepReader& r) {
    const std::size_t row_stride = channel_last_ ? 1 : depth_, depth_stride = channel_last_ ? geometry_.out_channels : 1;
    PanelSource source{r.constant<char>(weights_), is_float16_, columns_, row_stride, depth_, depth_stride};
    panel_bytes_ = source.panel_bytes(panel_columns_);
    packed_ = allocate_aligned(StepReader::product({panel_bytes_, panels()}));
    if (bias_.present()) padded_bias_.resize(panels() * panel_columns_);
    for (std::size_t group = 0; group < geometry_.groups; group++) {
      pack_panels(source, panel_columns_, packed_.get() + group * group_panels_ * panel_bytes_);
      source.data += columns_ * row_stride * source.width();
      if (!bias_.present()) continue;
      std::memcpy(&padded_bias_[group * group_panels_ * panel_columns_], r.constant<float>(bias_) + group * columns_,
                  columns_ * sizeof(float));
    }
  }

  /// The panels [first, last) of all groups, group by group: each reads its own channels.
  void run_strip(const Frame& frame, std::size_t strip, std::size_t first, std::size_t last) const noexcept {
    const float* rows[most_row_pointers];
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    const std::size_t pixel = strip * strip_rows_, count = std::min<std::size_t>(strip_rows_, pixels_ - pixel);
    while (first < last) {
      const std::size_t group = first / group_panels_, begin = first % group_panels_;
      const std::size_t end = std::min(group_panels_, begin + last - first);
      find_rows(frame.at<const float>(input_) + group * read_, pixel, count, rows);
      const GemmStrip gemm_strip{rows,
                                 taps_,
                                 read_,
                                 packed_.get() + group * group_panels_ * panel_bytes_,
                                 bias_.present() ? &padded_bias_[group * group_panels_ * panel_columns_] : nullptr,
                                 frame.at<float>(output_) + pixel * geometry_.out_channels + group * columns_,
                                 geometry_.out_channels,
                                 columns_,
                                 least_,
                                 most_};
      gemm(gemm_strip, count, begin, end);
      first += end - begin;
    }
  }

  /// The input pixels under the taps of `count` output pixels; zeros where the window hangs over.
  void find_rows(const float* input, std::size_t pixel, std::size_t count, const float** rows) const noexcept {
    const Geometry& g = geometry_;
    std::size_t x = pixel % g.width.output, y = pixel / g.width.output % g.height.output;
    std::size_t z = pixel / g.width.output / g.height.output;
    std::size_t image = z / g.depth.output * g.depth.input;
    z %= g.depth.output;
    for (std::size_t r = 0; r < count; r++) {
      find_row(input, image, {g.depth.start(z), g.height.start(y), g.width.start(x)}, rows + r, count);
      if (++x < g.width.output) continue;
      x = 0;
      if (++y < g.height.output) continue;
      y = 0;
      if (++z < g.depth.output) continue;
      z = 0;
      image += g.depth.input;
    }
  }

  struct Position {
    std::ptrdiff_t z, y, x;
  };

  /// Of one output pixel, whose first tap is at `start`; tap t goes to row[t * step].
  void find_row(const float* input, std::size_t image, Position start, const float** row, std::size_t step) const noexcept {
    const Geometry& g = geometry_;
    Position at = start;
    for (std::size_t i = 0; i < g.depth.taps; i++, at.z += static_cast<std::ptrdiff_t>(g.depth.dilation)) {
      at.y = start.y;
      for (std::size_t j = 0; j < g.height.taps; j++, at.y += static_cast<std::ptrdiff_t>(g.height.dilation)) {
        const bool inside = g.depth.holds(at.z) && g.height.holds(at.y);
        const std::size_t line = inside ? ((image + static_cast<std::size_t>(at.z)) * g.height.input + static_cast<std::size_t>(at.y)) * g.width.input : 0;
        at.x = start.x;
        for (std::size_t k = 0; k < g.width.taps; k++, row += step, at.x += static_cast<std::ptrdiff_t>(g.width.dilation)) {
          *row = inside && g.width.holds(at.x) ? input + (line + static_cast<std::size_t>(at.x)) * g.channels : zeros_.data();
        }
      }
    }
  }

  Operand input_, weights_, bias_, output_;
  Geometry geometry_;
  bool channel_last_, is_float16_;
  float least_, most_;
  std::size_t taps_, pixels_;
  std::size_t read_, columns_;  ///< channels of a group: input, output
  std::size_t depth_ = 0, strip_rows_ = 0, panel_columns_ = 0, group_panels_ = 0, panel_bytes_ = 0;
  AlignedBytes packed_;
  std::vector<float> padded_bias_, zeros_;
};

}  // namespace

std::unique_ptr<Step> make_convolution(StepReader& reader) { return std::make_unique<Convolution>(reader); }

}  // namespace halflite
