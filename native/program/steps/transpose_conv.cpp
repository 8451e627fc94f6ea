#include <algorithm>
#include <cstring>
#include <vector>

#include "../gemm_tasks.h"
#include "../packing.h"
#include "../sharing.h"
#include "../window.h"

namespace halflite {
namespace {

/// Positions first, first + stride, ... of the output, which the same taps of windows meet: tap taps[i] of the window at place
/// base + n - shifts[i] meets the n-th of them.
struct Phase {
  std::size_t first, count;
  std::ptrdiff_t base;
  std::vector<std::size_t> taps;
  std::vector<std::ptrdiff_t> shifts;
};

/// The phases of one dimension of the output, which is the input of the axis.
std::vector<Phase> phases_of(const WindowAxis& axis) {
  std::vector<Phase> phases;
  const auto before = static_cast<std::size_t>(axis.before);
  for (std::size_t first = 0; first < std::min(axis.stride, axis.input); first++) {
    const std::size_t rest = (first + before) % axis.stride;
    Phase phase{first, (axis.input - first + axis.stride - 1) / axis.stride,
                static_cast<std::ptrdiff_t>((first + before) / axis.stride), {}, {}};
    for (std::size_t tap = 0; tap < axis.taps; tap++) {
      if (tap * axis.dilation % axis.stride != rest) continue;
      phase.taps.push_back(tap);
      phase.shifts.push_back(static_cast<std::ptrdiff_t>(tap * axis.dilation / axis.stride));
    }
    phases.push_back(std::move(phase));
  }
  return phases;
}

/// Transposed convolution. Pixels of the output that lie a stride apart are met by the same taps, so each such set of pixels
/// is an ordinary convolution of the input with some of the taps.
///
/// Operands: input, weights OHWI (constants of float16 or float32), bias (optional), output. Parameters: batch, channels,
/// output channels, height and width of the windows over the output, whether the weights are float16, the range that results
/// are clamped to.
class TransposeConv final : public Step {
 public:
  explicit TransposeConv(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), batch_(r.size()), channels_(r.size(1)), out_channels_(r.size(1)),
        height_(r), width_(r), is_float16_(r.flag()), least_(r.number()), most_(r.number()) {
    const std::uint64_t taps = StepReader::product({height_.taps, width_.taps});
    const std::uint64_t weight_count = StepReader::product({taps, channels_, out_channels_});
    r.require(taps <= most_row_pointers, "the window has too many taps");
    r.require(input_.bytes / 4 >= StepReader::product({batch_, height_.output, width_.output, channels_}), "the input is too short");
    r.require(weights_.bytes / (is_float16_ ? 2 : 4) >= weight_count, "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= out_channels_, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, height_.input, width_.input, out_channels_}), "the output is too short");
    r.kernels().gemm_geometry(&most_rows_, &panel_columns_);
    zeros_.resize(channels_);
    if (bias_.present()) {
      padded_bias_.resize(panels() * panel_columns_);
      std::memcpy(padded_bias_.data(), r.constant<float>(bias_), out_channels_ * sizeof(float));
    }
    pack(r);
  }

  std::size_t held_bytes() const override { return packed_->bytes + 4 * (padded_bias_.size() + zeros_.size()); }

  void run(const Frame& frame) const noexcept override {
    const char* panels = packed_->data.get();
    for (const Phase& vertical : vertical_) {
      for (const Phase& horizontal : horizontal_) {
        frame.team.parallel_for(batch_ * vertical.count, 1, [&](std::size_t begin, std::size_t end) noexcept {
          for (std::size_t row = begin; row < end; row++) run_row(frame, vertical, horizontal, panels, row);
        });
        panels += phase_bytes(vertical, horizontal);
      }
    }
  }

 private:
  std::size_t panels() const { return panels_for(out_channels_, panel_columns_); }

  std::size_t phase_bytes(const Phase& vertical, const Phase& horizontal) const {
    return vertical.taps.size() * horizontal.taps.size() * channels_ * panels() * panel_columns_ * (is_float16_ ? 2 : 4);
  }

  void pack(StepReader& r) {
    vertical_ = phases_of(height_);
    horizontal_ = phases_of(width_);
    const auto before = [](const WindowAxis& axis) { return static_cast<std::uint64_t>(axis.before); };
    const std::string key = packed_key(
        r.key(weights_), {is_float16_, channels_, out_channels_, panel_columns_, height_.taps, height_.stride, height_.dilation,
                          height_.input, before(height_), width_.taps, width_.stride, width_.dilation, width_.input, before(width_)});
    packed_ = shared<PackedWeights>(key, [&] { return packed_phases(r.constant<char>(weights_)); });
  }

  PackedWeights packed_phases(const char* weights) const {
    PackedWeights packed;
    // Every tap belongs to one phase at most.
    packed.bytes = StepReader::product({height_.taps * width_.taps, channels_, panels() * panel_columns_, 4}) / (is_float16_ ? 2 : 1);
    packed.data = allocate_aligned(packed.bytes);
    const std::size_t row_stride = height_.taps * width_.taps * channels_;
    char* sink = packed.data.get();
    for (const Phase& vertical : vertical_) {
      for (const Phase& horizontal : horizontal_) {
        std::vector<std::size_t> taps;
        for (const std::size_t i : vertical.taps) {
          for (const std::size_t j : horizontal.taps) taps.push_back((i * width_.taps + j) * channels_);
        }
        pack_panels({weights, is_float16_, out_channels_, row_stride, channels_, 1, taps.data(), taps.size()},
                    panel_columns_, sink);
        sink += phase_bytes(vertical, horizontal);
      }
    }
    return packed;
  }

  /// One row of a phase's pixels.
  void run_row(const Frame& frame, const Phase& vertical, const Phase& horizontal, const char* panels, std::size_t row) const noexcept {
    const float* rows[most_row_pointers];
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    const std::size_t taps = vertical.taps.size() * horizontal.taps.size();
    const std::size_t strip = balanced_strip(horizontal.count, taps ? std::min(most_rows_, most_row_pointers / taps) : most_rows_);
    const std::size_t image = row / vertical.count, y = row % vertical.count;
    const std::size_t out_row = image * height_.input + vertical.first + y * height_.stride;
    float* const sink = frame.at<float>(output_) + (out_row * width_.input + horizontal.first) * out_channels_;
    for (std::size_t x = 0; x < horizontal.count; x += strip) {
      const std::size_t count = std::min(strip, horizontal.count - x);
      find_rows(frame.at<const float>(input_), image, {vertical, y}, {horizontal, x}, count, rows);
      const std::size_t pixel_stride = width_.stride * out_channels_;
      gemm({rows, taps, channels_, panels, bias_.present() ? padded_bias_.data() : nullptr, sink + x * pixel_stride,
            pixel_stride, out_channels_, least_, most_}, count, 0, this->panels());
    }
  }

  /// The n-th position of a phase.
  struct Place {
    const Phase& phase;
    std::size_t n;

    std::ptrdiff_t window(std::size_t tap) const { return phase.base + static_cast<std::ptrdiff_t>(n) - phase.shifts[tap]; }
  };

  static bool exists(const WindowAxis& axis, std::ptrdiff_t place) {
    return place >= 0 && place < static_cast<std::ptrdiff_t>(axis.output);
  }

  void find_rows(const float* input, std::size_t image, Place vertical, Place horizontal, std::size_t count, const float** rows) const noexcept {
    for (std::size_t i = 0; i < vertical.phase.taps.size(); i++) {
      const std::ptrdiff_t y = vertical.window(i);
      const bool inside = exists(height_, y);
      const float* const line = inside ? input + (image * height_.output + static_cast<std::size_t>(y)) * width_.output * channels_ : nullptr;
      for (std::size_t j = 0; j < horizontal.phase.taps.size(); j++) {
        for (std::size_t r = 0; r < count; r++) {
          const std::ptrdiff_t x = horizontal.window(j) + static_cast<std::ptrdiff_t>(r);
          *rows++ = inside && exists(width_, x) ? line + static_cast<std::size_t>(x) * channels_ : zeros_.data();
        }
      }
    }
  }

  Operand input_, weights_, bias_, output_;
  std::size_t batch_, channels_, out_channels_;
  WindowAxis height_, width_;  ///< their input is the output of this step
  bool is_float16_;
  float least_, most_;
  std::size_t most_rows_ = 0, panel_columns_ = 0;
  std::vector<Phase> vertical_, horizontal_;
  std::shared_ptr<const PackedWeights> packed_;
  std::vector<float> padded_bias_, zeros_;
};

}  // namespace

std::unique_ptr<Step> make_transpose_conv(StepReader& reader) { return std::make_unique<TransposeConv>(reader); }

}  // namespace halflite
