#include <algorithm>
#include <vector>

#include "../claim_panels.h"
#include "../gemm_tasks.h"
#include "../integer_input.h"
#include "../output_stage.h"

namespace halflite {
namespace {

/// Where the pixels of the output lie, in elements.
struct PixelPlaces {
  std::size_t first, image, row, pixel;
  explicit PixelPlaces(StepReader& r) : first(r.size()), image(r.size()), row(r.size()), pixel(r.size()) {}
};

/// Convolutions of integers as implicit products of bytes where the target has them, else of 16-bit integers. The input comes into
/// scratch memory as such, with its padding, unless it can be read where it is. Weights are OHWI constants.
///
/// Operands: input, weights, those of the output stage, scratch, output. Parameters: the padded image; output channels, the
/// places of the output's pixels; the type of the weights and their zero point; the output stage.
class IntegerConv2D final : public Step {
 public:
  explicit IntegerConv2D(StepReader& r)
      : image_(r), weights_(r.operand(1)), out_channels_(r.size(1)), places_(r),
        weight_type_(static_cast<StoredType>(r.integer(0, 1))), weight_zero_(static_cast<std::int32_t>(r.integer(-255, 255))),
        output_stage_(r, out_channels_), scratch_(r.sink(64)),
        output_(r.sink(output_stage_.stage().output_bytes())) {
    image_.place(r, scratch_);
    set_form(r);
    output_stage_.require_floats(r, image_.holds_floats());
    check_output(r);
    find_geometry(r);
    find_taps(r);
    source_ = {r.constant<char>(weights_), weight_type_, weight_zero_, out_channels_, offsets_.size(), depth_, panel_columns_};
    r.require(weights_.bytes >= StepReader::product({out_channels_, offsets_.size(), depth_}), "the weights are too short");
    StepReader::product({out_channels_ + panel_columns_, offsets_.size(), depth_ + 1, 2});
    packed_ = claim_panels(r, weights_, source_, image_.holds_bytes());
  }

  std::size_t held_bytes() const override { return packed_->bytes() + output_stage_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    image_.fill(frame);
    const std::size_t strips = (image_pixels() + strip_rows_ - 1) / strip_rows_;
    const std::size_t panels = (out_channels_ + panel_columns_ - 1) / panel_columns_;
    const std::size_t depth = offsets_.size() * depth_;
    const bool byte_weights = image_.holds_bytes() || IntegerPanels{source_}.are_bytes();
    const GemmShape shape{image_.batch() * strips, panels, strip_rows_, panel_columns_, depth, byte_weights ? 1u : 2u};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      while (strip < last_strip) {
        const std::size_t image = strip / strips, end = std::min(last_strip, (image + 1) * strips);
        const PixelRange pixels{image, (strip - image * strips) * strip_rows_, std::min((end - image * strips) * strip_rows_, image_pixels())};
        if (image_.holds_bytes()) multiply_bytes(frame, pixels, panel, last_panel);
        else multiply_words(frame, pixels, panel, last_panel);
        strip = end;
      }
    });
  }

 private:
  /// Bytes that few panels read are cheaper to change each time than to copy.
  void set_form(StepReader& r) {
    constexpr std::size_t few_panels = 2;
    ByteGeometry bytes{};
    r.kernels().byte_geometry(&bytes);
    if (output_stage_.stage().is_wide()) return;
    image_.set_form(image_.byte_form(r), out_channels_ <= few_panels * bytes.columns ? InPlace::flipped : InPlace::unchanged);
  }

  void find_geometry(StepReader& r) {
    std::size_t words = 0, most_rows = 0;
    ByteGeometry bytes{};
    r.kernels().integer_geometry(&most_rows, &panel_columns_, &words);
    r.kernels().byte_geometry(&bytes);
    if (image_.holds_bytes()) most_rows = bytes.rows(out_channels_), panel_columns_ = bytes.columns;
    strip_rows_ = balanced_strip(image_pixels(), std::min(most_rows, most_integer_strip));
  }

  std::size_t image_pixels() const { return image_.height().output * image_.width().output; }

  void check_output(StepReader& r) const {
    const auto last = [](std::size_t count, std::size_t step) { return count == 0 ? 0 : StepReader::product({count - 1, step}); };
    const std::uint64_t end = places_.first + last(image_.batch(), places_.image) + last(image_.height().output, places_.row) +
                              last(image_.width().output, places_.pixel) + out_channels_;
    const bool empty = image_.batch() * image_pixels() == 0;
    r.require(empty || output_.bytes / output_stage_.stage().output_bytes() >= end, "the output is too short");
  }

  /// Neighbouring taps of a row are one, where nothing lies between them.
  void find_taps(StepReader& r) {
    const WindowAxis &height = image_.height(), &width = image_.width();
    const bool dense = width.dilation == 1 && image_.pixel_size() == image_.channels();
    const std::size_t columns = dense ? 1 : width.taps;
    depth_ = StepReader::product({dense ? width.taps : 1, image_.channels()});
    r.require(StepReader::product({height.taps, columns}) <= most_row_pointers, "the window has too many taps");
    for (std::size_t i = 0; i < height.taps; i++) {
      for (std::size_t j = 0; j < columns; j++) {
        offsets_.push_back(i * height.dilation * image_.row_size() + j * width.dilation * image_.pixel_size());
      }
    }
  }

  /// Pixels of the output, from the start of a strip on.
  struct PixelRange {
    std::size_t image, first, last;
  };

  /// Where the rows of a strip come from and go to.
  template <typename T>
  struct StripRows {
    const T* sources[most_integer_strip];
    void* sinks[most_integer_strip];
  };

  void multiply_bytes(const Frame& frame, const PixelRange& pixels, std::size_t panel, std::size_t last_panel) const noexcept {
    StripRows<std::uint8_t> rows;
    const BytePanels panels{source_};
    const std::int32_t zero = image_.byte_zero(frame, pixels.image);
    const RowSinks sinks{&output_stage_.stage(), rows.sinks, image_.scale(frame, pixels.image), 0};
    const ByteStrip strip{rows.sources, image_.flips(), offsets_.data(), offsets_.size(), depth_, BytePanels::weights(packed_->data()), panels.column_sums(packed_->data()),
                          &zero, true, panels.zero(), out_channels_, sinks};
    for_each_strip(frame, pixels, rows, [&](std::size_t count) { frame.kernels.integer_gemm_in_bytes(strip, count, panel, last_panel); });
  }

  void multiply_words(const Frame& frame, const PixelRange& pixels, std::size_t panel, std::size_t last_panel) const noexcept {
    StripRows<std::int16_t> rows;
    const RowSinks sinks{&output_stage_.stage(), rows.sinks, image_.scale(frame, pixels.image), 0};
    const IntegerStrip strip{rows.sources, offsets_.data(), offsets_.size(), (depth_ + 1) / 2, packed_->data(), IntegerPanels{source_}.are_bytes(),
                             out_channels_, sinks};
    for_each_strip(frame, pixels, rows, [&](std::size_t count) { frame.kernels.integer_gemm(strip, count, panel, last_panel); });
  }

  /// Calls body(rows of the strip) when `rows` are those of a strip; for each strip in turn.
  template <typename T, typename Body>
  void for_each_strip(const Frame& frame, const PixelRange& pixels, StripRows<T>& rows, const Body& body) const noexcept {
    const std::size_t bytes = output_stage_.stage().output_bytes(), width = image_.width().output;
    const std::size_t step = image_.width().stride * image_.pixel_size();
    char* const sinks = frame.at<char>(output_) + (places_.first + pixels.image * places_.image) * bytes;
    std::size_t y = pixels.first / width, x = pixels.first % width;
    for (std::size_t pixel = pixels.first; pixel < pixels.last;) {
      const std::size_t count = std::min(strip_rows_, pixels.last - pixel);
      for (std::size_t r = 0; r < count;) {
        const std::size_t last = std::min(count, r + width - x);
        const T* source = image_.window<T>(frame, pixels.image, y, x);
        char* sink = sinks + (y * places_.row + x * places_.pixel) * bytes;
        x += last - r;
        for (; r < last; r++, source += step, sink += places_.pixel * bytes) rows.sources[r] = source, rows.sinks[r] = sink;
        if (x == width) x = 0, y++;
      }
      body(count);
      pixel += count;
    }
  }

  PaddedImage image_;
  Operand weights_;
  std::size_t out_channels_;
  PixelPlaces places_;
  StoredType weight_type_;
  std::int32_t weight_zero_;
  StepOutput output_stage_;
  Operand scratch_, output_;
  std::size_t strip_rows_ = 0, panel_columns_ = 0, depth_ = 0;  ///< depth: elements of a tap
  std::vector<std::size_t> offsets_;
  IntegerPanelSource source_;
  /// BytePanels, if the image holds bytes, or IntegerPanels.
  std::shared_ptr<const PackedWeights> packed_;
};

}  // namespace

std::unique_ptr<Step> make_integer_conv_2d(StepReader& reader) { return std::make_unique<IntegerConv2D>(reader); }

}  // namespace halflite
