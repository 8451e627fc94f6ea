#include <algorithm>
#include <cstring>

#include "../channel_scales.h"
#include "../window.h"

namespace halflite {
namespace {

/// Averages or maxima of windows over integers; padding does not count.
///
/// Operands: input, output. Parameters: their type, batch, channels, the axes of the height and of the width, whether it is the
/// maximum, the range of the results.
class IntegerPool2D final : public Step {
 public:
  explicit IntegerPool2D(StepReader& r)
      : type_(static_cast<StoredType>(r.integer(0, 2))), input_(r.operand(width_of(type_))), output_(r.sink(width_of(type_))), batch_(r.size()),
        channels_(r.size(1)), height_(r), width_(r), largest_(r.flag()), least_(read_int32(r, least_of(type_), most_of(type_))),
        most_(read_int32(r, least_, most_of(type_))) {
    const std::size_t bytes = width_of(type_);
    r.require(input_.bytes / bytes >= StepReader::product({batch_, height_.input, width_.input, channels_}), "the input is too short");
    r.require(output_.bytes / bytes >= StepReader::product({batch_, height_.output, width_.output, channels_}), "the output is too short");
    r.require(height_.dilation == 1 && width_.dilation == 1, "windows are dense");
    // Sums of int16 fit into 32 bits.
    r.require(StepReader::product({height_.taps, width_.taps}) <= 32767, "the window is too large");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t row = std::max<std::size_t>(1, width_.output * channels_ * height_.taps * width_.taps);
    frame.team.parallel_for(batch_ * height_.output, std::max<std::size_t>(1, grain / row), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) run_row(frame, i / height_.output, i % height_.output);
    });
  }

 private:
  /// Elements that one thread reads at a time, about.
  static constexpr std::size_t grain = 65536;

  void run_row(const Frame& frame, std::size_t image, std::size_t y) const noexcept {
    const std::size_t bytes = width_of(type_);
    const TapRange rows(height_, y);
    const std::size_t top = static_cast<std::size_t>(height_.start(y) + static_cast<std::ptrdiff_t>(rows.first));
    for (std::size_t x = 0, together; x < width_.output; x += together) {
      const TapRange columns(width_, x);
      together = windows_like(x, columns);
      char* const sink = frame.at<char>(output_) + ((image * height_.output + y) * width_.output + x) * channels_ * bytes;
      if (rows.count() * columns.count() == 0) {
        std::memset(sink, 0, together * channels_ * bytes);
        continue;
      }
      const std::size_t left = static_cast<std::size_t>(width_.start(x) + static_cast<std::ptrdiff_t>(columns.first));
      const std::size_t first = ((image * height_.input + top) * width_.input + left) * channels_;
      frame.kernels.integer_pool({frame.at<const char>(input_) + first * bytes, together, width_.stride * channels_, rows.count(), columns.count(),
                                  width_.input * channels_, channels_, type_, largest_, least_, most_, sink});
    }
  }

  /// How many windows from a place on lie within the input, if the first one does; else 1.
  std::size_t windows_like(std::size_t x, const TapRange& columns) const {
    if (columns.count() < width_.taps) return 1;
    const std::size_t start = static_cast<std::size_t>(width_.start(x));
    return std::min(width_.output - x, (width_.input - width_.taps - start) / width_.stride + 1);
  }

  StoredType type_;
  Operand input_, output_;
  std::size_t batch_, channels_;
  WindowAxis height_, width_;
  bool largest_;
  std::int32_t least_, most_;
};

}  // namespace

std::unique_ptr<Step> make_integer_pool_2d(StepReader& reader) { return std::make_unique<IntegerPool2D>(reader); }

}  // namespace halflite
