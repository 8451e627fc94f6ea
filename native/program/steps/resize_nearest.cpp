#include <algorithm>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "../step.h"

namespace halflite {
namespace {

/// Images in another size, each pixel one of the input's.
///
/// Operands: input, for each row of the output that of the input, the same for columns (constants), output. Parameters: batches,
/// rows, columns, resized rows, resized columns, bytes of a pixel.
class ResizeNearest final : public Step {
 public:
  explicit ResizeNearest(StepReader& r)
      : batches_(r.size()), input_rows_(r.size(1)), input_columns_(r.size(1)), rows_(r.size()), columns_(r.size()), pixel_(r.size(1)),
        input_(r.operand(1)), from_rows_(read_indices(r, rows_, input_rows_)), from_columns_(read_indices(r, columns_, input_columns_)),
        output_(r.sink(1)) {
    r.require(input_.bytes >= StepReader::product({batches_, input_rows_, input_columns_, pixel_}) &&
                  output_.bytes >= StepReader::product({batches_, rows_, columns_, pixel_}),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (pixel_ == 1) run_with(frame, std::integral_constant<std::size_t, 1>());
    else if (pixel_ == 4) run_with(frame, std::integral_constant<std::size_t, 4>());
    else run_with(frame, pixel_);
  }

 private:
  static std::vector<std::size_t> read_indices(StepReader& r, std::size_t resized, std::size_t size) {
    const Operand operand = r.elements<std::int32_t>(resized);
    const std::int32_t* const given = r.constant<std::int32_t>(operand);
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < resized; i++) {
      r.require(given[i] >= 0 && static_cast<std::size_t>(given[i]) < size, "an index is out of range");
      indices.push_back(static_cast<std::size_t>(given[i]));
    }
    return indices;
  }

  /// `pixel` is a constant of the compiler for the usual sizes.
  template <typename Size>
  void run_with(const Frame& frame, Size pixel) const noexcept {
    const std::size_t row_bytes = columns_ * pixel, input_row_bytes = input_columns_ * pixel;
    const std::size_t grain = std::max<std::size_t>(1, 32768 / std::max<std::size_t>(1, row_bytes));
    frame.team.parallel_for(batches_ * rows_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) {
        const std::size_t y = i % rows_;
        char* const to = frame.at<char>(output_) + i * row_bytes;
        if (i > begin && y > 0 && from_rows_[y] == from_rows_[y - 1]) {
          std::memcpy(to, to - row_bytes, row_bytes);
          continue;
        }
        const char* const from = frame.at<const char>(input_) + (i / rows_ * input_rows_ + from_rows_[y]) * input_row_bytes;
        for (std::size_t x = 0; x < columns_; x++) std::memcpy(to + x * pixel, from + from_columns_[x] * pixel, pixel);
      }
    });
  }

  std::size_t batches_, input_rows_, input_columns_, rows_, columns_, pixel_;
  Operand input_;
  std::vector<std::size_t> from_rows_, from_columns_;
  Operand output_;
};

}  // namespace

std::unique_ptr<Step> make_resize_nearest(StepReader& reader) { return std::make_unique<ResizeNearest>(reader); }

}  // namespace halflite
