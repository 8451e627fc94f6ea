#include <algorithm>

#include "../channel_scales.h"
#include "../integer_products.h"
#include "../stored_type.h"
#include "../transposition.h"

namespace halflite {
namespace {

/// Rows and units of a task.
constexpr std::size_t row_block = 64, unit_block = 64;

/// The first matrices are widened into scratch memory, row by row; the second ones are read as they are.
class IntegerDense final : public Step {
 public:
  IntegerDense(IntegerProducts products, StepReader& r) : all_(std::move(products)) {
    std::size_t most_rows = 0, columns = 0, words = 0;
    r.kernels().integer_geometry(&most_rows, &columns, &words);
    stride_ = (all_.depth + words - 1) / words * words;
    r.require(all_.scratch.bytes >= all_.scratch_scales + 2 * StepReader::product({all_.left_rows(), stride_}), "the scratch memory is too short");
  }

  std::size_t held_bytes() const override { return all_.output_stage.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    all_.turn_left(frame);
    if (all_.right_turned.present()) {
      transpose_matrices(frame.team, width_of(all_.right_type), frame.at<const char>(all_.right), frame.at<char>(all_.right_turned), all_.right_count,
                         all_.units, all_.depth);
    }
    widen_rows(frame);
    const std::size_t row_blocks = (all_.rows + row_block - 1) / row_block, unit_blocks = (all_.units + unit_block - 1) / unit_block;
    const std::size_t block_products = std::min(all_.rows, row_block) * std::min(all_.units, unit_block) * all_.depth;
    const std::size_t at_once = std::max<std::size_t>(1, (std::size_t{1} << 18) / std::max<std::size_t>(1, block_products));
    const std::size_t blocks = row_blocks * unit_blocks;
    frame.team.parallel_for(all_.products.size() * blocks, at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t block = task % blocks;
        run_block(frame, task / blocks, block % row_blocks * row_block, block / row_blocks * unit_block);
      }
    });
  }

 private:
  /// Integers that one thread widens at a time.
  static constexpr std::size_t grain = 32768;

  std::int16_t* row_at(const Frame& frame, std::size_t row) const {
    return frame.at<std::int16_t>(all_.scratch) + all_.scratch_scales / 2 + row * stride_;
  }

  void widen_rows(const Frame& frame) const noexcept {
    const std::size_t depth = all_.depth;
    frame.team.parallel_for(all_.left_rows(), std::max<std::size_t>(1, grain / stride_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        all_.measure_row(frame, row);
        all_.elements.widen(frame.kernels, all_.left_data(frame), row * depth, depth, all_.scale_at(frame, row), row_at(frame, row));
        std::fill(row_at(frame, row) + depth, row_at(frame, row) + stride_, std::int16_t{0});
      }
    });
  }

  void run_block(const Frame& frame, std::size_t number, std::size_t row, std::size_t unit) const noexcept {
    void* sinks[row_block];
    const IntegerProducts::Product& product = all_.products[number];
    const std::size_t count = std::min(row_block, all_.rows - row);
    for (std::size_t i = 0; i < count; i++) sinks[i] = all_.sink_at(frame, number, row + i);
    const char* const right = frame.at<const char>(all_.right_turned.present() ? all_.right_turned : all_.right);
    const IntegerDenseBlock block{row_at(frame, product.left * all_.rows + row),
                                  stride_,
                                  count,
                                  all_.depth,
                                  right + product.right * all_.units * all_.depth * width_of(all_.right_type),
                                  all_.right_type,
                                  all_.right_zero,
                                  all_.sinks_of(frame, product, row, sinks)};
    frame.kernels.integer_dense(block, unit, std::min(unit + unit_block, all_.units));
  }

  IntegerProducts all_;
  std::size_t stride_ = 0;
};

}  // namespace

std::unique_ptr<Step> make_integer_dense(StepReader& reader) {
  IntegerProducts products(reader);
  if (suit_byte_products(products, reader)) return make_byte_products(std::move(products), reader);
  return std::make_unique<IntegerDense>(std::move(products), reader);
}

}  // namespace halflite
