#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "../gemm_tasks.h"
#include "../packing.h"
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

constexpr std::size_t dimensions = 3;
constexpr std::size_t most_parts = 1 << 16;

/// Rows of one pixel are columns to make products of: where nothing lies side by side, the others move up. Memory is the same.
std::array<WindowAxis, dimensions> longest_last(const std::array<WindowAxis, dimensions>& axes) {
  const WindowAxis& last = axes.back();
  const bool is_point = last.input == 1 && last.output == 1 && last.taps == 1 && last.before == 0;
  if (!is_point) return axes;
  return {last, axes[0], axes[1]};
}

/// Transposed convolution of volumes, images and rows. Pixels of the output that lie a stride apart are met by the same taps, so each such
/// set of pixels is an ordinary convolution of the input with some of the taps.
///
/// Operands: input, weights [output channels, taps, channels] or [taps, output channels, channels] (float16 if they are a constant, or float32), bias
/// (optional), output, memory for packed weights and bias (absent where both are constants). Parameters: batch, channels, output channels,
/// depth, height and width of the windows over the output, whether taps come first, whether the weights are float16, the range that
/// results are clamped to.
class TransposeConv final : public Step {
 public:
  explicit TransposeConv(StepReader& r)
      : input_(r.operand(alignof(float))), weights_(r.operand(1)), bias_(r.operand(alignof(float), true)),
        output_(r.sink(alignof(float))), memory_(r.sink(alignof(float), true)), batch_(r.size()), channels_(r.size(1)),
        out_channels_(r.size(1)), axes_(longest_last({WindowAxis(r), WindowAxis(r), WindowAxis(r)})), taps_first_(r.flag()), is_float16_(r.flag()),
        least_(r.number()), most_(r.number()) {
    const std::uint64_t taps = product_of(&WindowAxis::taps);
    const auto parts = [](const WindowAxis& axis) { return std::min(axis.stride, axis.input); };
    r.require(StepReader::product({parts(axes_[0]), parts(axes_[1]), parts(axes_[2])}) <= most_parts, "the strides are too long");
    r.require(taps <= most_row_pointers, "the window has too many taps");
    r.require(input_.bytes / 4 >= StepReader::product({batch_, product_of(&WindowAxis::output), channels_}), "the input is too short");
    r.require(weights_.bytes / width() >= StepReader::product({taps, channels_, out_channels_}), "the weights are too short");
    r.require(!bias_.present() || bias_.bytes / 4 >= out_channels_, "the bias is too short");
    r.require(output_.bytes / 4 >= StepReader::product({batch_, product_of(&WindowAxis::input), out_channels_}), "the output is too short");
    most_rows_ = r.gemm_geometry().rows;
    panel_columns_ = r.gemm_geometry().panel_columns;
    zeros_.resize(channels_);
    // Every tap belongs to one part at most.
    packed_bytes_ = StepReader::product({taps, channels_, padded_channels(), width()});
    if (memory_.present()) {
      r.require(!is_float16_, "computed weights are float32");
      r.require(memory_.bytes / 4 >= packed_bytes_ / 4 + padded_channels(), "the memory is too short");
    }
    divide();
    if (!memory_.present()) pack_constants(r);
  }

  std::size_t held_bytes() const override { return (packed_ ? packed_->bytes() : 0) + 4 * (padded_bias_.size() + zeros_.size()); }

  void run(const Frame& frame) const noexcept override {
    if (memory_.present()) pack_computed(frame);
    for (const Part& part : parts_) {
      frame.team.parallel_for(batch_ * part.phases[0]->count * part.phases[1]->count, 1, [&](std::size_t begin, std::size_t end) noexcept {
        for (std::size_t row = begin; row < end; row++) run_row(frame, part, row);
      });
    }
  }

 private:
  /// What pixels of one phase along each dimension are computed with.
  struct Part {
    std::array<const Phase*, dimensions> phases;
    std::vector<std::size_t> taps;  ///< where they lie in the weights
    std::size_t offset;             ///< of its panels among the packed weights
  };

  std::size_t width() const { return is_float16_ ? 2 : 4; }
  std::size_t panels() const { return panels_for(out_channels_, panel_columns_); }
  std::size_t padded_channels() const { return panels() * panel_columns_; }
  std::uint64_t product_of(std::size_t WindowAxis::*size) const {
    return StepReader::product({axes_[0].*size, axes_[1].*size, axes_[2].*size});
  }

  void divide() {
    for (std::size_t d = 0; d < dimensions; d++) phases_[d] = phases_of(axes_[d]);
    std::size_t offset = 0;
    for (const Phase& deep : phases_[0]) {
      for (const Phase& tall : phases_[1]) {
        for (const Phase& wide : phases_[2]) {
          parts_.push_back({{&deep, &tall, &wide}, taps_of(deep, tall, wide), offset});
          offset += parts_.back().taps.size() * channels_ * padded_channels() * width();
        }
      }
    }
  }

  std::vector<std::size_t> taps_of(const Phase& deep, const Phase& tall, const Phase& wide) const {
    std::vector<std::size_t> taps;
    const std::size_t step = (taps_first_ ? out_channels_ : 1) * channels_;
    for (const std::size_t i : deep.taps) {
      for (const std::size_t j : tall.taps) {
        for (const std::size_t k : wide.taps) taps.push_back(((i * axes_[1].taps + j) * axes_[2].taps + k) * step);
      }
    }
    return taps;
  }

  void pack_constants(StepReader& r) {
    if (bias_.present()) {
      padded_bias_.resize(padded_channels());
      std::memcpy(padded_bias_.data(), r.constant<float>(bias_), out_channels_ * sizeof(float));
    }
    std::string key = packed_key(r.key(weights_), {is_float16_, taps_first_, channels_, out_channels_, panel_columns_});
    for (const WindowAxis& axis : axes_) {
      key = packed_key(key, {axis.taps, axis.stride, axis.dilation, axis.input, static_cast<std::uint64_t>(axis.before)});
    }
    const auto pack = [this, data = r.constant<char>(weights_)](std::size_t number, char* sink) { write_panel(data, number, sink); };
    packed_ = r.packing().claim(key, packed_bytes_, parts_.size() * panels(), pack);
  }

  void pack_computed(const Frame& frame) const noexcept {
    char* const sink = frame.at<char>(memory_);
    frame.team.parallel_for(parts_.size() * panels(), 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t number = begin; number < end; number++) write_panel(frame.at<const char>(weights_), number, sink);
    });
    if (!bias_.present()) return;
    float* const bias = reinterpret_cast<float*>(sink + packed_bytes_);
    std::copy_n(frame.at<const float>(bias_), out_channels_, bias);
    std::fill(bias + out_channels_, bias + padded_channels(), 0.0f);
  }

  /// Panels are counted over all parts.
  void write_panel(const char* weights, std::size_t number, char* sink) const noexcept {
    const Part& part = parts_[number / panels()];
    const std::size_t panel = number % panels(), row_stride = (taps_first_ ? 1 : axes_[0].taps * axes_[1].taps * axes_[2].taps) * channels_;
    const PanelSource source{weights, is_float16_, out_channels_, row_stride, channels_, 1, part.taps.data(), part.taps.size()};
    pack_panel(source, panel, panel_columns_, sink + part.offset + panel * source.panel_bytes(panel_columns_));
  }

  const char* packed(const Frame& frame) const { return packed_ ? packed_->data() : frame.at<const char>(memory_); }
  const float* padded_bias(const Frame& frame) const {
    if (!bias_.present()) return nullptr;
    return packed_ ? padded_bias_.data() : reinterpret_cast<const float*>(packed(frame) + packed_bytes_);
  }

  /// One row of a part's pixels.
  void run_row(const Frame& frame, const Part& part, std::size_t row) const noexcept {
    const float* rows[most_row_pointers];
    const auto gemm = is_float16_ ? frame.kernels.gemm_float16 : frame.kernels.gemm_float32;
    const Phase &deep = *part.phases[0], &tall = *part.phases[1], &wide = *part.phases[2];
    const std::size_t taps = part.taps.size();
    const std::size_t strip = balanced_strip(wide.count, taps ? std::min(most_rows_, most_row_pointers / taps) : most_rows_);
    const std::size_t y = row % tall.count, z = row / tall.count % deep.count, image = row / tall.count / deep.count;
    const std::size_t layer = image * axes_[0].input + deep.first + z * axes_[0].stride;
    const std::size_t line = layer * axes_[1].input + tall.first + y * axes_[1].stride;
    float* const sink = frame.at<float>(output_) + (line * axes_[2].input + wide.first) * out_channels_;
    for (std::size_t x = 0; x < wide.count; x += strip) {
      const std::size_t count = std::min(strip, wide.count - x);
      find_rows(frame.at<const float>(input_) + image * axes_[0].output * axes_[1].output * axes_[2].output * channels_,
                {Place{deep, z}, Place{tall, y}, Place{wide, x}}, count, rows);
      const std::size_t pixel_stride = axes_[2].stride * out_channels_;
      gemm({rows, taps, channels_, packed(frame) + part.offset, padded_bias(frame), sink + x * pixel_stride, pixel_stride, out_channels_,
            least_, most_}, count, 0, panels());
    }
  }

  /// The n-th position of a phase.
  struct Place {
    const Phase& phase;
    std::size_t n;

    std::ptrdiff_t window(std::size_t tap) const { return phase.base + static_cast<std::ptrdiff_t>(n) - phase.shifts[tap]; }
  };

  bool exists(std::size_t dimension, std::ptrdiff_t place) const {
    return place >= 0 && place < static_cast<std::ptrdiff_t>(axes_[dimension].output);
  }

  void find_rows(const float* image, const std::array<Place, dimensions>& places, std::size_t count, const float** rows) const noexcept {
    const auto& [deep, tall, wide] = places;
    for (std::size_t i = 0; i < deep.phase.taps.size(); i++) {
      for (std::size_t j = 0; j < tall.phase.taps.size(); j++) {
        const std::ptrdiff_t z = deep.window(i), y = tall.window(j);
        const bool inside = exists(0, z) && exists(1, y);
        const std::size_t line = inside ? static_cast<std::size_t>(z) * axes_[1].output + static_cast<std::size_t>(y) : 0;
        for (std::size_t k = 0; k < wide.phase.taps.size(); k++) {
          for (std::size_t r = 0; r < count; r++) {
            const std::ptrdiff_t x = wide.window(k) + static_cast<std::ptrdiff_t>(r);
            const bool is_pixel = inside && exists(2, x);
            *rows++ = is_pixel ? image + (line * axes_[2].output + static_cast<std::size_t>(x)) * channels_ : zeros_.data();
          }
        }
      }
    }
  }

  Operand input_, weights_, bias_, output_, memory_;
  std::size_t batch_, channels_, out_channels_;
  std::array<WindowAxis, dimensions> axes_;  ///< their input is the output of this step
  bool taps_first_, is_float16_;
  float least_, most_;
  std::size_t most_rows_ = 0, panel_columns_ = 0;
  std::uint64_t packed_bytes_ = 0;
  std::array<std::vector<Phase>, dimensions> phases_;
  std::vector<Part> parts_;
  std::shared_ptr<const PackedWeights> packed_;
  std::vector<float> padded_bias_, zeros_;
};

}  // namespace

std::unique_ptr<Step> make_transpose_conv(StepReader& reader) { return std::make_unique<TransposeConv>(reader); }

}  // namespace halflite
