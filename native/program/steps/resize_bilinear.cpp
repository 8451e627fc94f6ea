#include <algorithm>
#include <cstdint>
#include <vector>

#include "../step.h"

namespace halflite {
namespace {

/// For each index of a resized dimension the two of the input around it, and how much of the second one is blended in.
struct Sampling {
  std::vector<std::int32_t> lower, upper;
  std::vector<float> fraction;

  /// Operands: three constants. Indices become multiples of `step`.
  Sampling(StepReader& r, std::size_t resized, std::size_t size, std::size_t step)
      : lower(read_indices(r, resized, size, step)), upper(read_indices(r, resized, size, step)) {
    const Operand operand = r.elements<float>(resized);
    const float* const given = r.constant<float>(operand);
    fraction.assign(given, given + resized);
    // What integers are blended with lies within [-1, 2] in fixed point with 10 bits.
    r.require(std::all_of(fraction.begin(), fraction.end(), [](float f) { return f >= -1024 && f <= 2048; }), "a fraction is none");
  }

 private:
  static std::vector<std::int32_t> read_indices(StepReader& r, std::size_t resized, std::size_t size, std::size_t step) {
    const Operand operand = r.elements<std::int32_t>(resized);
    const std::int32_t* const given = r.constant<std::int32_t>(operand);
    std::vector<std::int32_t> indices(given, given + resized);
    for (std::int32_t& index : indices) {
      r.require(index >= 0 && static_cast<std::size_t>(index) < size, "an index is out of range");
      index *= static_cast<std::int32_t>(step);
    }
    return indices;
  }
};

/// Images in another size, each pixel blended from the four around its place.
///
/// Operands: input, rows, columns (as Sampling), output. Parameters: type, batches, rows, columns, resized rows, resized columns,
/// channels.
class ResizeBilinear final : public Step {
 public:
  explicit ResizeBilinear(StepReader& r)
      : type_(static_cast<ResizedType>(r.integer(0, 3))), batches_(r.size()), input_rows_(r.size(1)), input_columns_(r.size(1)),
        rows_(r.size()), columns_(r.size()), channels_(r.size()), input_(r.operand(width())), vertical_(r, rows_, input_rows_, 1),
        horizontal_(r, columns_, input_columns_, row_step(r)), output_(r.sink(width())) {
    r.require(input_.bytes / width() >= StepReader::product({batches_, input_rows_, input_columns_, channels_}) &&
                  output_.bytes / width() >= StepReader::product({batches_, rows_, columns_, channels_}),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const std::size_t row_bytes = columns_ * channels_ * width(), input_row_bytes = input_columns_ * channels_ * width();
    if (row_bytes == 0) return;
    const std::size_t grain = std::max<std::size_t>(1, 16384 / (columns_ * channels_));
    frame.team.parallel_for(batches_ * rows_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t y = i % rows_;
        const char* const image = frame.at<const char>(input_) + i / rows_ * input_rows_ * input_row_bytes;
        const auto row_at = [&](std::int32_t row) { return image + static_cast<std::size_t>(row) * input_row_bytes; };
        frame.kernels.resize_row(type_, {row_at(vertical_.lower[y]), row_at(vertical_.upper[y]), horizontal_.lower.data(),
                                         horizontal_.upper.data(), horizontal_.fraction.data(), vertical_.fraction[y], columns_,
                                         channels_, frame.at<char>(output_) + i * row_bytes});
      }
    });
  }

 private:
  std::size_t width() const { return type_ == ResizedType::float32 ? 4 : type_ == ResizedType::int16 ? 2 : 1; }

  /// Elements from a pixel of a row to the next; places in a row fit into 32 bits.
  std::size_t row_step(const StepReader& r) const {
    r.require(StepReader::product({input_columns_, channels_}) <= INT32_MAX, "a row is too long");
    return channels_;
  }

  ResizedType type_;
  std::size_t batches_, input_rows_, input_columns_, rows_, columns_, channels_;
  Operand input_;
  Sampling vertical_, horizontal_;
  Operand output_;
};

}  // namespace

std::unique_ptr<Step> make_resize_bilinear(StepReader& reader) { return std::make_unique<ResizeBilinear>(reader); }

}  // namespace halflite
