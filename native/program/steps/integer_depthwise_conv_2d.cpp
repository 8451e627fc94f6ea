#include <algorithm>
#include <vector>

#include "../byte_taps.h"
#include "../integer_input.h"
#include "../output_stage.h"

namespace halflite {
namespace {

/// Channels that one thread has at a time: a multiple of every target's blocks.
constexpr std::size_t channel_block = 128;

/// Depthwise convolutions of integers: of bytes where the target multiplies them, else of 16-bit integers. As such the input comes into
/// scratch memory, with its padding; a channel that several filters read is repeated there.
///
/// Operands: input, weights [taps, channels], those of the output stage, scratch, output. Parameters: the padded image; the
/// type of the weights and their zero point; the output stage.
class IntegerDepthwiseConv2D final : public Step {
 public:
  explicit IntegerDepthwiseConv2D(StepReader& r)
      : image_(r), weights_(r.operand(1)), weight_type_(static_cast<StoredType>(r.integer(0, 1))),
        weight_zero_(static_cast<std::int32_t>(r.integer(-255, 255))), output_stage_(r, image_.channels()),
        scratch_(r.sink(64)), output_(r.sink(output_stage_.stage().output_bytes())) {
    image_.place(r, scratch_);
    output_stage_.require_floats(r, image_.holds_floats());
    const std::uint64_t results = StepReader::product({image_.batch(), image_.height().output, image_.width().output, image_.channels()});
    r.require(output_.bytes / output_stage_.stage().output_bytes() >= results, "the output is too short");
    r.require(StepReader::product({image_.height().taps, image_.width().taps}) <= most_depthwise_taps, "the window has too many taps");
    for (std::size_t i = 0; i < image_.height().taps; i++) {
      for (std::size_t j = 0; j < image_.width().taps; j++) {
        offsets_.push_back(i * image_.height().dilation * image_.row_size() + j * image_.width().dilation * image_.channels());
      }
    }
    r.require(weights_.bytes >= StepReader::product({offsets_.size(), image_.channels()}), "the weights are too short");
    if (takes_bytes()) image_.set_form(image_.byte_form(r), InPlace::never);
    if (image_.holds_bytes()) pack_weights(r);
    else widen_weights(r);
  }

  std::size_t held_bytes() const override { return 2 * widened_.size() + packed_.bytes() + output_stage_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    image_.fill(frame);
    const std::size_t channels = image_.channels(), rows = image_.height().output;
    const std::size_t row_products = std::max<std::size_t>(1, image_.width().output * std::min(channels, channel_block) * offsets_.size());
    const std::size_t rows_at_once = std::clamp<std::size_t>(grain / row_products, 1, std::max<std::size_t>(rows, 1));
    const std::size_t row_blocks = (rows + rows_at_once - 1) / rows_at_once;
    const std::size_t channel_blocks = (channels + channel_block - 1) / channel_block;
    frame.team.parallel_for(image_.batch() * row_blocks * channel_blocks, 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t first = task % channel_blocks * channel_block, block = task / channel_blocks;
        const std::size_t row = block % row_blocks * rows_at_once;
        run_rows(frame, block / row_blocks, row, std::min(rows_at_once, rows - row), first, std::min(first + channel_block, channels));
      }
    });
  }

 private:
  /// Products that one thread makes at a time, about.
  static constexpr std::size_t grain = 1 << 18;

  /// Columns of a window, those between its taps included.
  std::size_t reach() const { return (image_.width().taps - 1) * image_.width().dilation + 1; }

  bool takes_bytes() const {
    return !output_stage_.stage().is_wide() && image_.height().taps <= most_byte_tap_rows && reach() <= most_byte_columns;
  }

  void pack_weights(StepReader& r) {
    ByteGeometry geometry{};
    r.kernels().byte_geometry(&geometry);
    packed_ = pack_byte_taps({r.constant<char>(weights_), weight_type_, weight_zero_, image_.height().taps, image_.width().taps,
                              image_.channels(), image_.width().dilation}, geometry.channels);
  }

  void widen_weights(StepReader& r) {
    const std::size_t count = offsets_.size() * image_.channels();
    widened_.resize(count);
    r.kernels().widen(r.constant<char>(weights_), weight_type_, weight_zero_, widened_.data(), count, 1);
  }

  void run_rows(const Frame& frame, std::size_t image, std::size_t row, std::size_t rows, std::size_t first, std::size_t last) const noexcept {
    const std::size_t channels = image_.channels(), places = image_.width().output;
    const OutputStage& stage = output_stage_.stage();
    char* const sink = frame.at<char>(output_) + (image * image_.height().output + row) * places * channels * stage.output_bytes();
    const std::size_t row_step = image_.height().stride * image_.row_size(), stride = image_.width().stride;
    const float* const scale = image_.scale(frame, image);
    if (image_.holds_bytes()) {
      const ByteDepthwise windows{image_.window<std::uint8_t>(frame, image, row, 0), rows, places, row_step, stride, image_.height().taps,
                                  image_.height().dilation * image_.row_size(), reach(), packed_.block_taps.data(), packed_.columns.data(),
                                  packed_.weights.data(), packed_.column_sums.data(), image_.byte_zero(frame, image), channels, &stage, scale, sink};
      frame.kernels.integer_depthwise_in_bytes(windows, first, last);
    } else {
      const IntegerDepthwise windows{image_.window<std::int16_t>(frame, image, row, 0), rows, places, row_step, stride * channels,
                                     offsets_.data(), offsets_.size(), widened_.data(), channels, &stage, scale, sink};
      frame.kernels.integer_depthwise(windows, first, last);
    }
  }

  PaddedImage image_;
  Operand weights_;
  StoredType weight_type_;
  std::int32_t weight_zero_;
  StepOutput output_stage_;
  Operand scratch_, output_;
  std::vector<std::size_t> offsets_;
  /// One of them.
  std::vector<std::int16_t> widened_;
  ByteTaps packed_;
};

}  // namespace

std::unique_ptr<Step> make_integer_depthwise_conv_2d(StepReader& reader) {
  return std::make_unique<IntegerDepthwiseConv2D>(reader);
}

}  // namespace halflite
