// Integer steps that do not fit themselves.

#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

/// An image of 5 x 6 pixels, windows of 3 x 3 with a padding of 1.
const Words axes = {5, 5, 3, 1, 1, 1, 6, 6, 3, 1, 1, 1};
constexpr std::size_t padded_pixels = 7 * 8, pixels = 5 * 6;

const Words fixed_stage = {1, 0, 4, -128, 127, 0, 0, 0}, wide_stage = {2, 2, 0, -32768, 32767, 0, 0, 0};
const Words real_stage = {3, 0, -3, -100, 127, 0, 0, 0}, hybrid_stage = {5, 3, 0, 0, 0, -1e30, 1e30, 1};

std::vector<Sample> samples() {
  return {
      {"integer_conv_2d",
       {arena(2 * pixels * 3), constant(5 * 9 * 3), constant(20), constant(40),
        arena(2 * 2 * padded_pixels * 3 + 64), arena(2 * pixels * 5)},
       joined({{0, 3, 0, 2, 3, 0, 3, 1}, axes, {5, 0, pixels * 5, 6 * 5, 5, 0, 0}, fixed_stage})},
      {"integer_conv_2d",
       {arena(pixels * 4 * 4), constant(5 * 9 * 2), {}, constant(20), arena(64 + 2 * padded_pixels * 2 + 64),
        arena(4 * pixels * 5)},
       joined({{3, 0, 1, 1, 4, 2, 2, 1}, axes, {5, 0, pixels * 5, 6 * 5, 5, 0, 0}, hybrid_stage})},
      {"integer_depthwise_conv_2d",
       {arena(pixels * 3), constant(9 * 6), constant(24), constant(48), arena(2 * padded_pixels * 6 + 64),
        arena(pixels * 6)},
       joined({{1, 100, 0, 1, 3, 0, 3, 2}, axes, {1, 7}, fixed_stage})},
      {"integer_depthwise_conv_2d",
       {arena(2 * pixels * 3), constant(9 * 3), constant(24), constant(24), arena(2 * padded_pixels * 3 + 64),
        arena(2 * pixels * 3)},
       joined({{2, 0, 0, 1, 3, 0, 3, 1}, axes, {0, 0}, wide_stage})},
      {"integer_dense",
       {arena(2 * 3 * 33), arena(2 * 7 * 33), constant(28), constant(56), arena(2 * 6 * 64), {}, {}, {}, arena(6 * 7)},
       joined({{0, 2, 0, 2, 3, 33, 7, 1, 5, 2}, real_stage, {2, 0, 1, 1, 0}})},
      {"integer_dense",
       {arena(4 * 3 * 9), constant(7 * 9), {}, constant(28), arena(64 + 2 * 3 * 32), arena(4 * 3 * 9), arena(7 * 9),
        {}, arena(4 * 3 * 7)},
       joined({{3, 0, 0, 1, 3, 9, 7, 0, 0, 1}, hybrid_stage, {1, 0, 0}})},
      {"integer_dense",
       {arena(2 * 5 * 9), arena(2 * 70 * 9), {}, constant(8 * 70), arena(2 * 10 * 64), {}, arena(2 * 70 * 9),
        arena(2 * 128 * 16), arena(2 * 5 * 70)},
       joined({{0, 2, 0, 2, 5, 9, 70, 0, 3, 2}, fixed_stage, {2, 0, 1, 1, 0}})},
      {"integer_fully_connected",
       {arena(4 * 7 * 33), constant(70 * 33), {}, constant(4 * 70), arena(128 + 2 * 7 * 64 + 64), arena(4 * 7 * 70)},
       joined({{3, 0, 1, 7, 33, 70, 0, 0}, hybrid_stage})},
      {"integer_fully_connected",
       {arena(2 * 3 * 5), constant(7 * 5), constant(56), constant(56), arena(2 * 3 * 32 + 64), arena(2 * 3 * 7)},
       joined({{2, 0, 0, 3, 5, 7, 0, 0}, wide_stage})},
      {"integer_pool_2d", {arena(pixels * 7), arena(pixels * 7)}, joined({{1, 1, 7}, axes, {0, 10, 200}})},
  };
}

}  // namespace

void test_hostile_integer_programs() { check_hostile_programs(samples(), 15, 5000); }

}  // namespace halflite::test
