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
  const Size peephole = has_peephole ? constant(2 * batch * cells) : Size{}, norm = is_normalized ? constant(2 * cells) : Size{};
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

/// Floats that are quantized row by row: scales, then whole vectors of 64 words.
constexpr std::size_t quantized(std::size_t count) { return (16 * count + 63) / 64 * 64 + 2 * count * 64; }
const Words range = {0, -1, 6}, float_elements = {3, 0, 0}, asymmetric = {3, 0, 1};
constexpr double float16 = 1, int8 = 2;

/// How the matrices of an LSTM are stored: two for each gate, and the projection.
Words stored_as(double kind) {
  Words words;
  for (int matrix = 0; matrix < 9; matrix++) words = joined({words, {kind, 0.01}});
  return words;
}

std::vector<Size> gate_operands(std::size_t width, bool is_whole) {
  const Size vector = is_whole ? constant(4 * cells) : Size{};
  return {constant(width * cells * inputs), constant(width * cells * outputs), constant(4 * cells), vector, vector};
}

Sample lstm(std::size_t width, double kind) {
  const std::vector<Size> gate = gate_operands(width, true), bare = gate_operands(width, false);
  return {"lstm",
          joined_sizes({{arena(4 * rows * inputs)}, gate, gate, bare, gate,
                        {constant(width * outputs * cells), constant(4 * outputs), arena(4 * batch * outputs), arena(4 * batch * cells),
                         arena(4 * rows * 10), arena(4 * ((rows + batch) * 4 * cells + batch * cells)), arena(quantized(rows))}}),
          joined({forward, {inputs, cells, outputs, 10, 5}, {1, 0, 0}, {0.5, 0.4}, stored_as(kind), asymmetric})};
}

Sample rnn(std::size_t width, double kind) {
  return {"rnn",
          {arena(4 * rows * inputs), constant(width * cells * inputs), constant(width * cells * cells), constant(4 * cells),
           arena(4 * batch * cells), arena(4 * rows * cells), arena(4 * (rows + batch) * cells), arena(quantized(rows))},
          joined({backward, {inputs, cells, cells, 0}, range, {kind, 0.01, kind, 0.02}, float_elements})};
}

Sample svdf(std::size_t width, double kind) {
  constexpr std::size_t memory = 3, units = 3, filters = 2 * units;
  return {"svdf",
          {arena(4 * batch * inputs), constant(width * filters * inputs), constant(4 * filters * memory), constant(4 * units),
           arena(4 * batch * filters * memory), arena(4 * batch * units), arena(4 * batch * (filters + units)), arena(quantized(batch))},
          joined({{batch, inputs, filters, memory, units}, range, {kind, 0.01}, asymmetric})};
}

Sample integer_svdf() {
  constexpr std::size_t memory = 3, units = 3, filters = 2 * units;
  return {"integer_svdf",
          {arena(batch * inputs), constant(filters * inputs), constant(4 * filters), constant(2 * filters * memory), constant(4 * units),
           arena(2 * batch * filters * memory), arena(batch * units), arena(2 * batch * 64 + 4 * batch * filters)},
          joined({{batch, inputs, filters, memory, units}, factor, factor, {-3}})};
}

Sample basic_lstm_cell() {
  constexpr std::size_t values = 4 * batch * cells;
  return {"basic_lstm_cell", {arena(4 * values), arena(values), arena(values), arena(values), arena(values)}, {batch, cells, 1}};
}

Sample integer_basic_lstm() {
  constexpr std::size_t depth = inputs + cells, values = batch * cells;
  return {"integer_basic_lstm",
          {arena(batch * depth), constant(4 * cells * depth), constant(4 * 4 * cells), constant(table), constant(table), constant(table),
           arena(2 * values), {}, arena(values), arena(2 * values), arena(2 * 4 * values)},
          joined({{batch, depth, cells, 0, 120}, factor})};
}

std::vector<Sample> samples() {
  return {integer_lstm(), coupled_integer_lstm(), lstm(2, float16), lstm(1, int8), rnn(4, 0), rnn(1, int8), svdf(2, float16), svdf(1, int8),
          integer_svdf(), basic_lstm_cell(), integer_basic_lstm()};
}

}  // namespace

void test_hostile_recurrent_programs() { check_hostile_programs(samples(), 17, 3000); }

}  // namespace halflite::test
