#include <algorithm>
#include <cstring>
#include <vector>

#include "../packing.h"
#include "../step.h"

namespace halflite {
namespace {

/// Pointers to the rows of one strip live on the stack.
constexpr std::size_t most_row_pointers = 2048;

/// Rows of A that are meant to stay in a core's L2 cache while the panels of a task pass.
constexpr std::size_t rows_bytes = 256 * 1024;

struct Geometry {
  std::size_t batch, in_height, in_width, in_channels, out_height, out_width, out_channels;
  std::size_t kernel_height, kernel_width, stride_height, stride_width, dilation_height, dilation_width;
  std::ptrdiff_t pad_top, pad_left;

  explicit Geometry(StepReader& r)
      : batch(r.size()), in_height(r.size(1)), in_width(r.size(1)), in_channels(r.size(1)), out_height(r.size()),
        out_width(r.size()), out_channels(r.size(1)), kernel_height(r.size(1)), kernel_width(r.size(1)),
        stride_height(r.size(1)), stride_width(r.size(1)), dilation_height(r.size(1)), dilation_width(r.size(1)),
        pad_top(r.integer(0, 1 << 30)), pad_left(r.integer(0, 1 << 30)) {}

  std::size_t taps() const { return kernel_height * kernel_width; }
  std::size_t pixels() const { return batch * out_height * out_width; }
};

/// Convolutions and matrix products in NHWC as implicit products: no copy of the input is made. Weights are OHWI constants
/// of float16 or float32, packed when the step is made.
///
/// Operands: input, weights, bias (optional), output. Parameters: the geometry, whether the weights are float16, the range
/// that results are clamped to.
class Conv2D final : public Step {
 public:
  explicit Conv2D(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.operand(alignof(float))), geometry_(r), is_float16_(r.flag()), least_(r.number()), most_(r.number()),
        zeros_(geometry_.in_channels) {
    const Geometry& g = geometry_;
    const std::uint64_t depth = StepReader::product({g.kernel_height, g.kernel_width, g.in_channels});
    const std::uint64_t weight_count = StepReader::product({depth, g.out_channels});
    r.require(g.taps() <= most_row_pointers, "the window has too many taps");
    r.require(input_.bytes / 4 >= StepReader::product({g.batch, g.in_height, g.in_width, g.in_channels}), "the input is too short");
    r.require(weights_.bytes / (is_float16_ ? 2 : 4) >= weight_count, "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= g.out_channels, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({g.batch, g.out_height, g.out_width, g.out_channels}), "the output is too short");
    // Every coordinate of a window fits into 64 bits by far.
    StepReader::product({g.out_height, g.stride_height});
    StepReader::product({g.out_width, g.stride_width});
    StepReader::product({g.kernel_height, g.dilation_height});
    StepReader::product({g.kernel_width, g.dilation_width});
    r.kernels().gemm_geometry(&strip_rows_, &panel_columns_);
    strip_rows_ = std::min(strip_rows_, most_row_pointers / g.taps());
    panels_ = pack_panels(r.constant<char>(weights_), is_float16_, g.out_channels, depth, panel_columns_);
    if (bias_.present()) {
      bias_values_.resize((g.out_channels + panel_columns_ - 1) / panel_columns_ * panel_columns_);
      std::memcpy(bias_values_.data(), r.constant<float>(bias_), g.out_channels * sizeof(float));
    }
  }

  std::size_t held_bytes() const override { return panels_.bytes + 4 * (bias_values_.size() + zeros_.size()); }

  void run(const Frame& frame) const noexcept override {
    const std::size_t pixels = geometry_.pixels();
    const std::size_t strips = (pixels + strip_rows_ - 1) / strip_rows_;
    const std::size_t panels = (geometry_.out_channels + panel_columns_ - 1) / panel_columns_;
    const std::size_t depth_bytes = 4 * geometry_.taps() * geometry_.in_channels;
    const std::size_t wanted = 4 * frame.team.threads();
    std::size_t strip_block = std::clamp<std::size_t>(rows_bytes / (depth_bytes * strip_rows_), 1, strips ? strips : 1);
    if (frame.team.threads() > 1) strip_block = std::clamp<std::size_t>(strips / wanted, 1, strip_block);
    const std::size_t strip_blocks = (strips + strip_block - 1) / strip_block;
    // Few rows: the panels are divided too.
    const std::size_t splits = frame.team.threads() > 1 ? std::clamp<std::size_t>(wanted / std::max<std::size_t>(strip_blocks, 1), 1, panels) : 1;
    const std::size_t panel_block = (panels + splits - 1) / splits;
    const std::size_t panel_blocks = (panels + panel_block - 1) / panel_block;
    frame.team.parallel_for(strip_blocks * panel_blocks, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t first_strip = task / panel_blocks * strip_block, first_panel = task % panel_blocks * panel_block;
        run_block(frame, first_strip, std::min(first_strip + strip_block, strips), first_panel,
                  std::min(first_panel + panel_block, panels));
      }
    });
  }

 private:
  /// Panel by panel, so that a panel stays in the L1 cache while the strips pass.
  void run_block(const Frame& frame, std::size_t first_strip, std::size_t last_strip, std::size_t first_panel,
                 std::size_t last_panel) const noexcept {
    const float* rows[most_row_pointers];
    const std::size_t pixels = geometry_.pixels();
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    const bool one_strip = last_strip - first_strip == 1;
    for (std::size_t panel = first_panel; panel < last_panel; panel += one_strip ? last_panel - first_panel : 1) {
      for (std::size_t strip = first_strip; strip < last_strip; strip++) {
        const std::size_t pixel = strip * strip_rows_;
        const std::size_t count = std::min(strip_rows_, pixels - pixel);
        find_rows(frame.at<const float>(input_), pixel, count, rows);
        const GemmStrip gemm_strip{rows,
                                   geometry_.taps(),
                                   geometry_.in_channels,
                                   panels_.data.get(),
                                   bias_values_.empty() ? nullptr : bias_values_.data(),
                                   frame.at<float>(output_) + pixel * geometry_.out_channels,
                                   geometry_.out_channels,
                                   geometry_.out_channels,
                                   least_,
                                   most_};
        gemm(gemm_strip, count, panel, one_strip ? last_panel : panel + 1);
      }
    }
  }

  /// The input pixels under the taps of `count` output pixels; zeros where the window hangs over.
  void find_rows(const float* input, std::size_t pixel, std::size_t count, const float** rows) const noexcept {
    const Geometry& g = geometry_;
    for (std::size_t r = 0; r < count; r++) {
      const std::size_t x = (pixel + r) % g.out_width, y = (pixel + r) / g.out_width % g.out_height;
      const float* const image = input + (pixel + r) / g.out_width / g.out_height * (g.in_height * g.in_width * g.in_channels);
      const std::ptrdiff_t top = static_cast<std::ptrdiff_t>(y * g.stride_height) - g.pad_top;
      const std::ptrdiff_t left = static_cast<std::ptrdiff_t>(x * g.stride_width) - g.pad_left;
      std::size_t tap = r;
      for (std::size_t i = 0; i < g.kernel_height; i++) {
        const std::ptrdiff_t in_y = top + static_cast<std::ptrdiff_t>(i * g.dilation_height);
        const bool row_inside = in_y >= 0 && in_y < static_cast<std::ptrdiff_t>(g.in_height);
        for (std::size_t j = 0; j < g.kernel_width; j++, tap += count) {
          const std::ptrdiff_t in_x = left + static_cast<std::ptrdiff_t>(j * g.dilation_width);
          const bool inside = row_inside && in_x >= 0 && in_x < static_cast<std::ptrdiff_t>(g.in_width);
          rows[tap] = inside ? image + (static_cast<std::size_t>(in_y) * g.in_width + static_cast<std::size_t>(in_x)) * g.in_channels
                             : zeros_.data();
        }
      }
    }
  }

  Operand input_, weights_, bias_, output_;
  Geometry geometry_;
  bool is_float16_;
  float least_, most_;
  std::vector<float> zeros_;
  std::size_t strip_rows_ = 0, panel_columns_ = 0;
  PackedPanels panels_;
  std::vector<float> bias_values_;
};

}  // namespace

std::unique_ptr<Step> make_conv_2d(StepReader& reader) { return std::make_unique<Conv2D>(reader); }

}  // namespace halflite
