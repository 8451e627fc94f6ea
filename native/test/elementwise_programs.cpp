// Steps on elements that do not fit themselves.

#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

/// Two rows of 17 columns with another row, and with one element for each row.
const Words row_of_columns = {2, 2, 17, 17, 1, 0, 1}, one_for_a_row = {2, 2, 17, 17, 1, 1, 0};

std::vector<Sample> samples() {
  return {
      {"unary", {arena(4 * 33), arena(4 * 33)}, {6, 33, 0, 0}},
      {"unary", {arena(4 * 5), arena(4 * 5)}, {19, 5, 0, 0}},
      {"binary", {arena(4 * 34), arena(4 * 17), arena(4 * 34)}, joined({{0, -1, 1}, row_of_columns})},
      {"binary", {arena(4 * 34), arena(4 * 2), arena(4 * 34)}, joined({{10, -1, 1}, one_for_a_row})},
      {"binary", {arena(4 * 34), arena(4 * 17), arena(4 * 34)}, joined({{11, -4, 4}, row_of_columns})},
      {"add_n", {arena(4 * 300), arena(4 * 300), constant(4 * 300), arena(4 * 300)}, {0, 300}},
      {"add_n", {arena(4 * 5), arena(4 * 5)}, {1, 5}},
      {"integer_binary", {arena(4 * 34), arena(4 * 17), arena(4 * 34)}, joined({{3, 9, -1e30, 6}, row_of_columns})},
      {"integer_binary", {arena(8 * 34), arena(8 * 17), arena(8 * 34)}, joined({{4, 2, -1e30, 6}, row_of_columns})},
      {"integer_binary", {arena(2 * 34), arena(2 * 2), arena(2 * 34)}, joined({{2, 7, -1e30, 1e30}, one_for_a_row})},
      {"compare", {arena(4 * 34), arena(4 * 17), arena(34)}, joined({{1, 2}, row_of_columns})},
      {"select", {arena(34), arena(4 * 17), arena(4 * 34), arena(4 * 34)}, joined({{4}, row_of_columns, {17, 1}})},
      {"lookup", {arena(40), arena(512), arena(80)}, {1, 2, 40, 0, 256}},
      {"lookup", {arena(40), arena(256), arena(40)}, {1, 1, 40, 200, 100}},
      {"lookup_pairs", {arena(34), arena(17), constant(65536), arena(34)}, joined({{0, 256}, row_of_columns})},
      {"lookup_pairs", {arena(34), arena(2), constant(65536), arena(34)}, joined({{200, 255}, one_for_a_row})},
      {"softmax", {arena(4 * 34), arena(4 * 34)}, {0, 2, 17, 1}},
      {"softmax", {arena(4 * 70), arena(4 * 70)}, {1, 1, 70, 1}},
      {"reduce", {arena(4 * 120), arena(4 * 24), arena(4 * 4)}, {0, 30, 0, 0, 2, 6, 5, 4, 1, 6, 4}},
      {"reduce", {arena(4 * 34), {}, arena(4 * 2)}, {2, 1, -1, 1, 1, 2, 17, 1}},
      {"integer_reduce", {arena(4 * 34), {}, arena(4 * 17)}, {3, 0, 2, 1, 1, 2, 17}},
      {"integer_reduce", {arena(34), arena(4 * 17), arena(17)}, {0, 1, 3, 4, 1500000000, -3, 1500000000, -3, -128, 127, 0, 1, 1, 2, 17}},
      {"arg_extreme", {arena(4 * 34), arena(8 * 2)}, {0, 1, 1, 2, 17, 1}},
      {"cumsum", {arena(4 * 34), arena(4 * 34)}, {1, 1, 0, 2, 17, 1}},
      {"cast", {arena(4 * 34), arena(34)}, {0, 2, 34}},
      {"cast", {arena(8 * 34), arena(4 * 34)}, {7, 0, 34}},
      {"quantize", {arena(4 * 34), arena(34)}, {0, 2, 17, 2, 0.1, 3, 0.2, -3}},
      {"dequantize", {arena(2 * 34), arena(4 * 34)}, {2, 2, 17, 1, 0.1, 3}},
      {"rescale", {arena(34), arena(2 * 34)}, {0, 2, 34, 3, 4, 1500000000, -3, 1400000000, 2, -120, 110}},
      {"quantized_sum", {arena(34), arena(17), arena(34)}, joined({{0, 0, 3, 4, 5, 1500000000, -1, 1400000000, 0, 1300000000, -18, 20, -128, 127}, row_of_columns})},
      {"quantized_product", {arena(2 * 34), arena(2 * 2), arena(2 * 34)}, joined({{2, 0, 0, 0, 1500000000, -12, -32768, 32767}, one_for_a_row})},
      {"integer_l2_normalization", {arena(34), arena(34)}, {0, 2, 17, -3}},
      {"integer_l2_normalization", {arena(34), arena(34)}, {1, 17, 2, 130}},
      {"quantized_softmax", {arena(34), arena(1024), arena(34)}, {0, 0, 2, 17}},
      {"quantized_log_softmax", {arena(34), arena(1024), constant(1024), arena(34)}, {0, 2, 17, -100, 1500000000, -10}},
      {"quantized_softmax_16", {arena(2 * 34), arena(2 * 513), constant(2 * 513), arena(2 * 34)}, {2, 17, 1500000000, 3}},
      {"range", {arena(4), constant(4), arena(4 * 34)}, {0, 34}},
      {"range", {arena(8), arena(8), arena(8 * 5)}, {2, 5}},
      {"fake_quant", {arena(4 * 34), arena(4 * 34)}, {34, 0.1, 10, -2, 3}},
      {"local_response_normalization", {arena(4 * 34), arena(4 * 34)}, {2, 17, 3, 1, 0.1, 0.5}},
  };
}

}  // namespace

void test_hostile_elementwise_programs() { check_hostile_programs(samples(), 14, 2000); }

}  // namespace halflite::test
