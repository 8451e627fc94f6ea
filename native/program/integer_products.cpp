#include "integer_products.h"

#include "stored_type.h"
#include "transposition.h"

namespace halflite {

IntegerProducts::IntegerProducts(StepReader& r)
    : elements(r), left_count(r.size()), rows(r.size()), depth(r.size(1)), units(r.size(1)), right_type(static_cast<StoredType>(r.integer(0, 2))),
      right_zero(static_cast<std::int32_t>(r.integer(-32768, 32767))), right_count(r.size()), left(r.operand(elements.bytes())),
      right(r.operand(width_of(right_type))), output_stage(r, units), scratch(r.sink(64)), left_turned(r.sink(64, true)),
      right_turned(r.sink(64, true)), right_panels(r.sink(64, true)), output(r.sink(stage().output_bytes())),
      scratch_scales(elements.are_floats ? scales_bytes(StepReader::product({left_count, rows})) : 0) {
  output_stage.require_floats(r, elements.are_floats);
  check_sizes(r);
  r.require(right_type != StoredType::int16 || (stage().is_wide() && right_zero == 0), "sums need 64 bits");
  read_products(r);
}

void IntegerProducts::check_sizes(StepReader& r) const {
  const std::uint64_t left_elements = StepReader::product({left_count, rows, depth});
  const std::uint64_t right_bytes = StepReader::product({right_count, units, depth, width_of(right_type)});
  r.require(left.bytes / elements.bytes() >= left_elements, "the input is too short");
  r.require(right.bytes >= right_bytes, "the weights are too short");
  r.require(!left_turned.present() || left_turned.bytes / elements.bytes() >= left_elements, "the scratch memory is too short");
  r.require(!right_turned.present() || right_turned.bytes >= right_bytes, "the scratch memory is too short");
}

void IntegerProducts::read_products(StepReader& r) {
  const std::size_t count = r.size();
  r.require(r.parameters_left() / 2 >= count, "products are missing");
  for (std::size_t i = 0; i < count; i++) {
    const std::size_t first = r.size();
    products.push_back({first, r.size()});
    r.require(first < left_count && products.back().right < right_count, "a matrix does not exist");
  }
  r.require(output.bytes / stage().output_bytes() >= StepReader::product({count, rows, units}), "the output is too short");
}

void IntegerProducts::turn_left(const Frame& frame) const noexcept {
  if (!left_turned.present()) return;
  transpose_matrices(frame.team, elements.bytes(), frame.at<const char>(left), frame.at<char>(left_turned), left_count, rows, depth);
}

void IntegerProducts::measure_row(const Frame& frame, std::size_t row) const noexcept {
  DynamicScale* const scale = scale_at(frame, row);
  if (scale) *scale = elements.measure(frame.kernels, reinterpret_cast<const float*>(left_data(frame)) + row * depth, depth);
}

}  // namespace halflite
