// Steps that move elements, and that do not fit themselves.

#include "check.h"
#include "hostile_programs.h"

namespace halflite::test {
namespace {

std::vector<Sample> samples() {
  const std::size_t pixels = 4 * 6 * 3, resized = 5 * 9 * 3;
  return {
      {"strided_copy", {arena(4 * 35), arena(4 * 35), {}}, {4, 2, 0, 0, 5, 1, 7, 7, 5, 1}},
      {"strided_copy", {arena(2 * 35), arena(2 * 40), {}}, {2, 2, 34, 3, 5, -7, 7, 7, -1, 1}},
      {"strided_copy", {arena(30), arena(30), arena(256)}, {1, 3, 0, 0, 2, 15, 15, 3, 5, 5, 5, 1, 1}},
      {"where", {arena(4 * 35), arena(8 * 2 * 35)}, {4, 1, 2, 5, 7}},
      {"where", {arena(2 * 35), arena(8 * 3 * 4)}, {2, 0, 3, 1, 5, 7}},
      {"fill", {constant(4), arena(4000)}, {}},
      {"fill", {arena(3), arena(36000)}, {}},
      {"gather", {arena(4 * 6), arena(2 * 3 * 4 * 5), {}, arena(2 * 3 * 3 * 5)}, {4, 0, 2, 3, 4, 3, 5}},
      {"gather", {arena(4 * 6), arena(2 * 3 * 4 * 4), {}, arena(2 * 3 * 3 * 4)}, {4, 0, 2, 3, 4, 3, 4}},
      {"gather", {constant(8 * 6), constant(2 * 4 * 5), {}, arena(4 * 6 * 5)}, {8, 1, 1, 1, 4, 6, 5}},
      {"gather", {constant(4 * 6), constant(4 * 300), constant(4 * 4), arena(2 * 6 * 300)}, {4, 3, 1, 1, 4, 6, 300}},
      {"gather_nd", {constant(4 * 6), arena(2 * 3 * 7), arena(3 * 7)}, {4, 3, 2, 2, 3, 7}},
      {"scatter", {constant(4 * 6), arena(4 * 3 * 7), arena(4 * 2 * 3 * 7)}, {4, 3, 2, 2, 3, 0, 4, 7, 0}},
      {"scatter", {constant(8 * 6), arena(1), arena(6)}, {8, 3, 2, 2, 3, 3, 1, 1, 1}},
      {"segment_reduce", {constant(4 * 6), arena(4 * 6 * 7), arena(8 * 3 * 7), arena(4 * 3 * 7)}, {4, 0, 0, 6, 3, 7}},
      {"segment_reduce", {constant(4 * 6), arena(4 * 6 * 7), arena(8 * 3 * 7), arena(4 * 3 * 7)}, {4, 1, 3, 6, 3, 7}},
      {"one_hot", {constant(4 * 6), arena(4), arena(4 * 6 * 5)}, {4, 4, 2, 5, 3}},
      {"placed_copy", {constant(4 * 3), arena(2 * 4 * 5 * 12), arena(2 * 2 * 3 * 4)}, {4, 0, 2, 3, 4, 5, 12, 2, 3, 4}},
      {"placed_copy", {arena(8 * 3), arena(2 * 2 * 3 * 4), arena(2 * 4 * 5 * 12)}, {8, 1, 2, 3, 4, 5, 12, 2, 3, 4}},
      {"placed_copy", {arena(4 * 2), arena(6), arena(5 * 6)}, {4, 2, 1, 2, 5, 6, 1, 6}},
      {"reverse_sequence", {constant(4 * 4), arena(2 * 3 * 2 * 4 * 5), arena(2 * 3 * 2 * 4 * 5)}, {4, 1, 2, 3, 2, 4, 5}},
      {"reverse_sequence", {constant(8 * 3), arena(2 * 3 * 2 * 4 * 5), arena(2 * 3 * 2 * 4 * 5)}, {8, 0, 2, 3, 2, 4, 5}},
      {"top_k", {arena(4 * 2 * 30), arena(4 * 2 * 4), arena(4 * 2 * 4)}, {0, 4, 2, 30, 4}},
      {"top_k", {arena(2 * 30), arena(2 * 4), arena(2 * 2 * 4)}, {3, 2, 2, 30, 4}},
      {"resize_bilinear",
       {arena(4 * 2 * pixels), constant(4 * 5), constant(4 * 5), constant(4 * 5), constant(4 * 9), constant(4 * 9), constant(4 * 9),
        arena(4 * 2 * resized)},
       {0, 2, 4, 6, 5, 9, 3}},
      {"resize_bilinear",
       {arena(pixels), constant(4 * 5), constant(4 * 5), constant(4 * 5), constant(4 * 9), constant(4 * 9), constant(4 * 9),
        arena(resized)},
       {1, 1, 4, 6, 5, 9, 3}},
      {"resize_nearest", {arena(2 * pixels), constant(4 * 5), constant(4 * 9), arena(2 * resized)}, {2, 4, 6, 5, 9, 3}},
      {"non_max_suppression",
       {arena(16 * 20), arena(4 * 20), constant(4), constant(4), {}, arena(12 * 20), arena(4 * 8), {}, arena(4)},
       {20, 8}},
      {"non_max_suppression",
       {arena(16 * 20), arena(4 * 20), constant(4), arena(4), constant(4), arena(12 * 20), arena(4 * 8), arena(4 * 8), arena(4)},
       {20, 8}},
  };
}

}  // namespace

void test_hostile_moving_programs() { check_hostile_programs(samples(), 20, 3000); }

}  // namespace halflite::test
