#include <algorithm>

#include "claim_panels.h"
#include "gemm_tasks.h"
#include "integer_products.h"

namespace halflite {
namespace {

/// Products of bytes with matrices that are packed in every run. The first matrices come into scratch memory as the target multiplies them.
class ByteProducts final : public Step {
 public:
  ByteProducts(IntegerProducts products, StepReader& r) : all_(std::move(products)) {
    r.kernels().byte_geometry(&geometry_);
    form_ = geometry_.are_signed ? ImageForm::signed_bytes : ImageForm::unsigned_bytes;
    strip_rows_ = balanced_strip(all_.rows, std::min(geometry_.rows(all_.units), most_integer_strip));
    row_bytes_ = (all_.depth + 3) / 4 * 4;
    panels_ = (all_.units + geometry_.columns - 1) / geometry_.columns;
    matrix_bytes_ = StepReader::product({panels_, geometry_.columns, row_bytes_ + sizeof(std::int32_t)});
    r.require(all_.right_panels.bytes >= StepReader::product({all_.right_count, matrix_bytes_}), "the scratch memory is too short");
    r.require(all_.scratch.bytes >= all_.scratch_scales + StepReader::product({all_.left_rows(), row_bytes_}), "the scratch memory is too short");
  }

  std::size_t held_bytes() const override { return all_.output_stage.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    all_.turn_left(frame);
    copy_rows(frame);
    pack(frame);
    const std::size_t strips = (all_.rows + strip_rows_ - 1) / strip_rows_;
    const GemmShape shape{all_.products.size() * strips, panels_, strip_rows_, geometry_.columns, all_.depth, 1};
    for_each_gemm_task(frame.team, shape, [&](std::size_t strip, std::size_t last_strip, std::size_t panel, std::size_t last_panel) noexcept {
      for (; strip < last_strip; strip++) run_strip(frame, strip / strips, strip % strips * strip_rows_, panel, last_panel);
    });
  }

 private:
  /// Bytes that one thread copies at a time.
  static constexpr std::size_t grain = 32768;

  char* row_at(const Frame& frame, std::size_t row) const { return frame.at<char>(all_.scratch) + all_.scratch_scales + row * row_bytes_; }
  char* panels_at(const Frame& frame, std::size_t matrix) const { return frame.at<char>(all_.right_panels) + matrix * matrix_bytes_; }
  std::int32_t* column_sums_at(const Frame& frame, std::size_t matrix) const {
    return reinterpret_cast<std::int32_t*>(panels_at(frame, matrix) + panels_ * geometry_.columns * row_bytes_);
  }

  void copy_rows(const Frame& frame) const noexcept {
    const std::size_t depth = all_.depth;
    frame.team.parallel_for(all_.left_rows(), std::max<std::size_t>(1, grain / depth), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        all_.measure_row(frame, row);
        all_.elements.copy(frame.kernels, all_.left_data(frame), row * depth, depth, all_.scale_at(frame, row), form_, row_at(frame, row), 1);
        std::fill(row_at(frame, row) + depth, row_at(frame, row) + row_bytes_, char{0});
      }
    });
  }

  void pack(const Frame& frame) const noexcept {
    const std::size_t blocks = (all_.units + packed_columns - 1) / packed_columns;
    const std::size_t at_once = std::max<std::size_t>(1, grain / (packed_columns * all_.depth));
    frame.team.parallel_for(all_.right_count * blocks, at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t number = task / blocks;
        const ByteMatrix matrix{frame.at<const char>(all_.right) + number * all_.units * all_.depth, all_.depth, all_.units,
                                all_.right_turned.present(), all_.right_zero};
        frame.kernels.pack_byte_panels(matrix, task % blocks * packed_columns, panels_at(frame, number), column_sums_at(frame, number));
      }
    });
  }

  void run_strip(const Frame& frame, std::size_t number, std::size_t row, std::size_t panel, std::size_t last_panel) const noexcept {
    const IntegerProducts::Product& product = all_.products[number];
    const std::size_t count = std::min(strip_rows_, all_.rows - row), first = product.left * all_.rows + row, offset = 0;
    void* sinks[most_integer_strip];
    const std::uint8_t* sources[most_integer_strip];
    std::int32_t zeros[most_integer_strip];
    for (std::size_t i = 0; i < count; i++) {
      sinks[i] = all_.sink_at(frame, number, row + i);
      sources[i] = reinterpret_cast<const std::uint8_t*>(row_at(frame, first + i));
      zeros[i] = all_.elements.byte_zero(all_.scale_at(frame, first + i), form_);
    }
    const bool one_zero = !all_.elements.are_floats || !all_.elements.asymmetric;
    const ByteStrip strip{sources, 0, &offset, 1, all_.depth, reinterpret_cast<const std::int8_t*>(panels_at(frame, product.right)),
                          column_sums_at(frame, product.right), zeros, one_zero, all_.right_zero, all_.units,
                          all_.sinks_of(frame, product, row, sinks)};
    frame.kernels.integer_gemm_in_bytes(strip, count, panel, last_panel);
  }

  IntegerProducts all_;
  ByteGeometry geometry_{};
  ImageForm form_;
  std::size_t strip_rows_, panels_;
  std::uint64_t row_bytes_, matrix_bytes_;  ///< of the panels of a matrix and their sums
};

}  // namespace

bool suit_byte_products(const IntegerProducts& products, StepReader& r) {
  return products.right_panels.present() && r.kernels().integer_gemm_in_bytes && products.elements.fit_bytes() &&
         products.right_type == StoredType::int8 && !products.stage().is_wide();
}

std::unique_ptr<Step> make_byte_products(IntegerProducts products, StepReader& r) {
  return std::make_unique<ByteProducts>(std::move(products), r);
}

}  // namespace halflite
