// Products of matrices of integers that a run makes, or that are read as they are stored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "integer_input.h"
#include "output_stage.h"

namespace halflite {

/// Products of matrices [rows, depth] with the transposes of matrices [units, depth].
///
/// Operands: the first matrices, the second ones, those of the output stage, scratch, memory for the transposes of the first
/// and of the second matrices where they are stored the other way round, memory for panels of the second ones where there are rows enough, output. Parameters: the
/// elements of the first matrices and their number; rows, depth, units; the type of the second matrices, their zero point and their number;
/// the output stage; the number of products and, for each, the numbers of both matrices.
struct IntegerProducts {
  struct Product {
    std::size_t left, right;
  };

  explicit IntegerProducts(StepReader& r);
  IntegerProducts(IntegerProducts&&) = default;

  InputElements elements;
  std::size_t left_count, rows, depth, units;
  StoredType right_type;
  std::int32_t right_zero;
  std::size_t right_count;
  Operand left, right;
  StepOutput output_stage;
  Operand scratch, left_turned, right_turned, right_panels, output;
  std::uint64_t scratch_scales;  ///< bytes of them in front of the scratch memory
  std::vector<Product> products;

  const OutputStage& stage() const { return output_stage.stage(); }
  std::size_t left_rows() const { return left_count * rows; }
  /// Makes the first matrices [rows, depth].
  void turn_left(const Frame& frame) const noexcept;
  const char* left_data(const Frame& frame) const { return frame.at<const char>(left_turned.present() ? left_turned : left); }
  /// Of one of all rows; null for integers.
  DynamicScale* scale_at(const Frame& frame, std::size_t row) const {
    return elements.are_floats ? frame.at<DynamicScale>(scratch) + row : nullptr;
  }
  /// Of floats: measures one of all rows.
  void measure_row(const Frame& frame, std::size_t row) const noexcept;
  void* sink_at(const Frame& frame, std::size_t product, std::size_t row) const {
    return frame.at<char>(output) + (product * rows + row) * units * stage().output_bytes();
  }
  /// Where the results of some rows go, from `row` of a product's first matrix on.
  RowSinks sinks_of(const Frame& frame, const Product& product, std::size_t row, void* const* sinks) const {
    const DynamicScale* const scales = scale_at(frame, product.left * rows + row);
    return {&stage(), sinks, scales ? &scales->scale : nullptr, scales ? sizeof(DynamicScale) / sizeof(float) : 0};
  }

 private:
  void check_sizes(StepReader& r) const;
  void read_products(StepReader& r);
};

/// Whether these are products of bytes, which the target has, with rows enough that packing pays.
bool suit_byte_products(const IntegerProducts& products, StepReader& r);
std::unique_ptr<Step> make_byte_products(IntegerProducts products, StepReader& r);

}  // namespace halflite
