// Steps of recurrent layers that do not fit themselves.

#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

/// A batch of 2 over 3 steps.
const Words forward = {2, 3, 0, 0}, backward = {2, 3, 1, 1};
constexpr std::size_t batch = 2, rows = 6, inputs = 5, cells = 7, outputs = 4;

std::vector<Size> joined_sizes(std::initializer_list<std::vector<Size>> parts) {
  std::vector<Size> result;
  for (const std::vector<Size>& part : parts) result.insert(result.end(), part.begin(), part.end());
  return result;
}

const Words factor = {1500000000, -8};
const Words integer_gate = joined({factor, factor, factor, {1400000000, 2, 100}});
constexpr std::size_t table = 65536 * 2;
/// Whole vectors of 64 words for each row, then sums, then what is projected.
constexpr std::size_t integer_scratch = 2 * (rows + batch) * 64 + 4 * ((rows + batch) * 4 * cells + batch * cells) + batch * cells;

std::vector<Size> integer_gate_operands(std::size_t width, bool has_peephole, bool is_normalized) {
  const Size peephole = has_peephole ? constant(2 * cells) : Size{}, norm = is_normalized ? constant(2 * cells) : Size{};
  return {constant(cells * inputs), constant(4 * cells), constant(cells * width), constant(4 * cells), peephole, norm,
          is_normalized ? constant(4 * cells) : Size{}};
}

Sample integer_lstm() {
  const std::vector<Size> gate = integer_gate_operands(outputs, true, true);
  return {"integer_lstm",
          joined_sizes({{arena(rows * inputs)}, gate, gate, integer_gate_operands(outputs, false, true), gate,
                        {constant(table), constant(table), constant(table), constant(outputs * cells), constant(4 * outputs),
                         arena(batch * outputs), arena(2 * batch * cells), arena(rows * outputs), arena(integer_scratch)}}),
          joined({forward, {inputs, cells, outputs, 19, 1000, 100}, factor, {3, -2}, integer_gate, integer_gate, integer_gate,
                  integer_gate, factor})};
}

Sample coupled_integer_lstm() {
  const std::vector<Size> gate = integer_gate_operands(cells, false, false);
  return {"integer_lstm",
          joined_sizes({{arena(rows * inputs)}, std::vector<Size>(7), gate, gate, gate,
                        {constant(table), constant(table), constant(table), {}, {}, arena(batch * cells), arena(2 * batch * cells),
                         arena(rows * cells), arena(integer_scratch)}}),
          joined({backward, {inputs, cells, cells, 19, 0, 0}, factor, {3, -2}, integer_gate, integer_gate, integer_gate, integer_gate,
                  factor})};
}

std::vector<Sample> samples() { return {integer_lstm(), coupled_integer_lstm()}; }

}  // namespace

void test_hostile_recurrent_programs() { check_hostile_programs(samples(), 17, 3000); }

}  // namespace halflite::test
