// Convolutions, matrix products and pooling of floats that do not fit themselves.

#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

/// 5 x 6 pixels, windows of 3 x 3 with a padding of 1; the same with strides of 2, over 9 x 12 pixels; a third dimension.
const Words axes = {5, 5, 3, 1, 1, 1, 6, 6, 3, 1, 1, 1}, strided = {9, 5, 3, 2, 1, 1, 12, 6, 3, 2, 1, 1};
const Words one_layer = {1, 1, 1, 1, 1, 0}, two_layers = {2, 2, 2, 1, 1, 0}, range = {-1, 6};
constexpr std::size_t pixels = 5 * 6, strided_pixels = 9 * 12;

std::vector<Sample> samples() {
  return {
      {"convolution",
       {arena(4 * 2 * pixels * 3), constant(2 * 7 * 9 * 3), constant(28), arena(4 * 2 * pixels * 7), {}, {}, arena(4 * 2 * pixels * 7)},
       joined({{2, 3, 7, 1}, one_layer, axes, {0, 1}, range})},
      {"convolution",
       {arena(4 * pixels * 20), constant(4 * 6 * 9 * 10), {}, arena(4 * pixels * 6), {}, {}, {}},
       joined({{1, 20, 6, 2}, one_layer, axes, {0, 0}, range})},
      {"convolution",
       {arena(4 * 2 * pixels * 17), constant(4 * 5 * 18 * 17), constant(20), arena(4 * 2 * pixels * 5), {}, {}, {}},
       joined({{1, 17, 5, 1}, two_layers, axes, {1, 0}, range})},
      {"convolution",
       {arena(4 * pixels * 6), arena(4 * 4 * 9 * 3), arena(16), arena(4 * pixels * 4), arena(4 * 2 * 32 * (9 * 3 + 1)), {}, {}},
       joined({{1, 6, 4, 2}, one_layer, axes, {0, 0}, range})},
      {"convolution",
       {arena(4 * 2 * pixels * 19), constant(2 * 35 * 9 * 19), constant(4 * 35), arena(4 * 2 * pixels * 35), {}, arena(4 * 16 * 14 * 19),
        arena(4 * 2 * pixels * 35)},
       joined({{2, 19, 35, 1}, one_layer, axes, {0, 1}, range})},
      {"depthwise_conv_2d",
       {arena(4 * pixels * 5), constant(4 * 9 * 5), constant(20), arena(4 * pixels * 5), {}},
       joined({{1, 5, 1}, axes, {0}, range})},
      {"depthwise_conv_2d",
       {arena(4 * strided_pixels * 2), constant(2 * 9 * 6), {}, arena(4 * pixels * 6), arena(4 * strided_pixels * 6)},
       joined({{1, 2, 3}, strided, {1}, range})},
      {"cascade",
       {arena(4 * pixels * 3), constant(2 * 7 * 9 * 3), constant(28), arena(4 * 2 * 4 * 6 * 7), {}, {}, {},
        same(4), constant(4 * 9 * 7), {}, arena(4 * pixels * 7), {}},
       joined({{2, 2, 2},
               {static_cast<double>(kind_of("convolution")), 7, 26, 4, 1, 3, 7, 1}, one_layer, axes, {0, 1}, range,
               {static_cast<double>(kind_of("depthwise_conv_2d")), 5, 18, 1, 1, 7, 1}, axes, {0}, range})},
      {"transpose_conv",
       {arena(4 * 2 * pixels * 3), constant(4 * 4 * 9 * 3), constant(16), arena(4 * 2 * strided_pixels * 4), {}},
       joined({{2, 3, 4}, one_layer, strided, {0, 0}, range})},
      {"transpose_conv",
       {arena(4 * 2 * pixels * 3), arena(4 * 4 * 18 * 3), arena(16), arena(4 * 2 * strided_pixels * 4), arena(4 * 32 * (18 * 3 + 1))},
       joined({{1, 3, 4}, two_layers, strided, {1, 0}, range})},
      {"pool_2d", {arena(4 * pixels * 7), arena(4 * pixels * 7)}, joined({{1, 7}, axes, {0}, range})},
      {"pool_2d", {arena(4 * strided_pixels * 7), arena(4 * pixels * 7)}, joined({{1, 7}, strided, {1}, range})},
      {"dense", {arena(4 * 3 * 19), constant(2 * 21 * 19), constant(84), arena(4 * 3 * 21)}, joined({{3, 19, 21, 1}, range})},
      {"batch_matmul",
       {arena(4 * 2 * 9 * 5), arena(4 * 3 * 5 * 7), arena(4 * 6 * 9 * 7), arena(4 * 3 * 5 * 32), arena(4 * 2 * 9 * 5)},
       {9, 7, 5, 1, 0, 1, 2, 3, 0, 1, 0, 0, 0, 1}},
      {"batch_matmul", {arena(4 * 6 * 2 * 5), arena(4 * 7 * 5), arena(4 * 6 * 2 * 7), {}, {}}, {2, 7, 5, 0, 1, 1, 6, 1, 0, 1, 0, 0, 0, 0}},
  };
}

}  // namespace

void test_hostile_float_programs() { check_hostile_programs(samples(), 16, 3000); }

}  // namespace halflite::test
