#include <algorithm>
#include <vector>

#include "../channel_scales.h"
#include "../integer_input.h"
#include "../output_stage.h"
#include "../transposition.h"

namespace halflite {
namespace {

/// Rows and units of a task.
constexpr std::size_t row_block = 64, unit_block = 64;

/// Products of matrices [rows, depth] with the transposes of matrices [units, depth] of integers. The first ones are widened
/// into scratch memory, row by row; the second ones are read as they are.
///
/// Operands: the first matrices, the second ones, those of the output stage, scratch, memory for the transposes of the first
/// and of the second matrices where they are stored the other way round, output. Parameters: the elements of the
/// first matrices and their number; rows, depth, units; the type of the second matrices, their zero point and their number;
/// the output stage; the number of products and, for each, the numbers of both matrices.
class IntegerDense final : public Step {
 public:
  explicit IntegerDense(StepReader& r)
      : elements_(r), left_count_(r.size()), rows_(r.size()), depth_(r.size(1)),
        units_(r.size(1)), right_type_(static_cast<StoredType>(r.integer(0, 2))),
        right_zero_(static_cast<std::int32_t>(r.integer(-32768, 32767))), right_count_(r.size()), left_(r.operand(elements_.bytes())),
        right_(r.operand(width_of(right_type_))), output_stage_(r, units_),
        scratch_(r.sink(64)), left_turned_(r.sink(64, true)), right_turned_(r.sink(64, true)), output_(r.sink(output_stage_.stage().output_bytes())) {
    std::size_t most_rows = 0, columns = 0, words = 0;
    r.kernels().integer_geometry(&most_rows, &columns, &words);
    stride_ = (depth_ + words - 1) / words * words;
    const std::uint64_t left_rows = StepReader::product({left_count_, rows_});
    scales_bytes_ = elements_.are_floats ? scales_bytes(left_rows) : 0;
    output_stage_.require_floats(r, elements_.are_floats);
    r.require(left_.bytes / elements_.bytes() >= StepReader::product({left_rows, depth_}), "the input is too short");
    r.require(right_.bytes / width_of(right_type_) >= StepReader::product({right_count_, units_, depth_}), "the weights are too short");
    r.require(scratch_.bytes >= scales_bytes_ + 2 * StepReader::product({left_rows, stride_}), "the scratch memory is too short");
    r.require(!left_turned_.present() || left_turned_.bytes >= elements_.bytes() * left_rows * depth_, "the scratch memory is too short");
    r.require(!right_turned_.present() || right_turned_.bytes >= width_of(right_type_) * right_count_ * units_ * depth_,
              "the scratch memory is too short");
    r.require(right_type_ != StoredType::int16 || (output_stage_.stage().is_wide() && right_zero_ == 0), "sums need 64 bits");
    read_products(r);
  }

  std::size_t held_bytes() const override { return output_stage_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    if (left_turned_.present()) {
      transpose_matrices(frame.team, elements_.bytes(), frame.at<const char>(left_), frame.at<char>(left_turned_), left_count_, rows_, depth_);
    }
    if (right_turned_.present()) {
      transpose_matrices(frame.team, width_of(right_type_), frame.at<const char>(right_), frame.at<char>(right_turned_), right_count_, units_, depth_);
    }
    widen_rows(frame);
    const std::size_t row_blocks = (rows_ + row_block - 1) / row_block, unit_blocks = (units_ + unit_block - 1) / unit_block;
    const std::size_t block_products = std::min(rows_, row_block) * std::min(units_, unit_block) * depth_;
    const std::size_t at_once = std::max<std::size_t>(1, (std::size_t{1} << 18) / std::max<std::size_t>(1, block_products));
    const std::size_t blocks = row_blocks * unit_blocks;
    frame.team.parallel_for(products_.size() * blocks, at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t block = task % blocks;
        run_block(frame, task / blocks, block % row_blocks * row_block, block / row_blocks * unit_block);
      }
    });
  }

 private:
  /// Integers that one thread widens at a time.
  static constexpr std::size_t grain = 32768;

  struct Product {
    std::size_t left, right;
  };

  void read_products(StepReader& r) {
    const std::size_t count = r.size();
    r.require(r.parameters_left() / 2 >= count, "products are missing");
    for (std::size_t i = 0; i < count; i++) {
      const std::size_t left = r.size();
      products_.push_back({left, r.size()});
      r.require(left < left_count_ && products_.back().right < right_count_, "a matrix does not exist");
    }
    r.require(output_.bytes / output_stage_.stage().output_bytes() >= StepReader::product({count, rows_, units_}), "the output is too short");
  }

  std::int16_t* row_at(const Frame& frame, std::size_t row) const {
    return frame.at<std::int16_t>(scratch_) + scales_bytes_ / 2 + row * stride_;
  }

  void widen_rows(const Frame& frame) const noexcept {
    frame.team.parallel_for(left_count_ * rows_, std::max<std::size_t>(1, grain / stride_), [&](std::size_t begin, std::size_t end) noexcept {
      DynamicScale* const scales = frame.at<DynamicScale>(scratch_);
      const char* const source = frame.at<const char>(left_turned_.present() ? left_turned_ : left_);
      for (std::size_t row = begin; row < end; row++) {
        if (elements_.are_floats) {
          scales[row] = elements_.measure(frame.kernels, reinterpret_cast<const float*>(source) + row * depth_, depth_);
        }
        elements_.widen(frame.kernels, source, row * depth_, depth_, scales + row, row_at(frame, row));
        std::fill(row_at(frame, row) + depth_, row_at(frame, row) + stride_, std::int16_t{0});
      }
    });
  }

  void run_block(const Frame& frame, std::size_t number, std::size_t row, std::size_t unit) const noexcept {
    void* sinks[row_block];
    const Product& product = products_[number];
    const OutputStage& stage = output_stage_.stage();
    const std::size_t count = std::min(row_block, rows_ - row), left_row = product.left * rows_ + row;
    for (std::size_t i = 0; i < count; i++) {
      sinks[i] = frame.at<char>(output_) + (number * rows_ + row + i) * units_ * stage.output_bytes();
    }
    const float* const scale = elements_.are_floats ? &frame.at<const DynamicScale>(scratch_)[left_row].scale : nullptr;
    const IntegerDenseBlock block{row_at(frame, left_row),
                              stride_,
                              count,
                              depth_,
                              frame.at<const char>(right_turned_.present() ? right_turned_ : right_) + product.right * units_ * depth_ * width_of(right_type_),
                              right_type_,
                              right_zero_,
                              {&stage, sinks, scale, elements_.are_floats ? sizeof(DynamicScale) / sizeof(float) : 0}};
    frame.kernels.integer_dense(block, unit, std::min(unit + unit_block, units_));
  }

  InputElements elements_;
  std::size_t left_count_, rows_, depth_, units_;
  StoredType right_type_;
  std::int32_t right_zero_;
  std::size_t right_count_;
  Operand left_, right_;
  StepOutput output_stage_;
  Operand scratch_, left_turned_, right_turned_, output_;
  std::size_t stride_ = 0;
  std::uint64_t scales_bytes_ = 0;
  std::vector<Product> products_;
};

}  // namespace

std::unique_ptr<Step> make_integer_dense(StepReader& reader) { return std::make_unique<IntegerDense>(reader); }

}  // namespace halflite
