// What the native tests need of a framework: a list of tests, checks that count failures, and the options.
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include "../kernels/dispatch.h"
#include "../runtime/thread_pool.h"

namespace halflite::test {

struct Options {
  std::size_t threads;       ///< for sweeps; --threads
  std::size_t stride = 1;    ///< the exhaustive test looks at every stride-th block of 65,536 floats; --stride
  std::string only;          ///< runs tests whose name contains it; --only
  std::size_t part, parts;   ///< of these, every parts-th one from the part-th on; --part 0/2
  std::string programs;      ///< a file of programs that test/fuzz/write_programs.ts wrote; --programs
};
extern Options options;

/// Counts a failure and prints the first few. Safe from several threads.
void fail(const char* file, int line, const std::string& message);

#define CHECK(condition, ...)                                                                            \
  do {                                                                                                   \
    if (!(condition)) ::halflite::test::fail(__FILE__, __LINE__, ::halflite::test::format(__VA_ARGS__)); \
  } while (false)

/// printf into a string.
template <typename... Values>
std::string format(const char* pattern, Values... values) {
  if constexpr (sizeof...(values) == 0) {
    return pattern;
  } else {
    char text[512];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
  }
}

/// How often a program is changed at random and tried again, instead of `times`. A changed program may race with itself, when
/// its operands overlap: no fault as long as it stays within its memory, so the thread sanitizer sees programs that fit only. An
/// emulator refuses what every machine refuses, and slowly.
inline std::size_t changes_of_programs([[maybe_unused]] std::size_t times) {
#if defined(__SANITIZE_THREAD__)
  return 0;
#elif defined(__SANITIZE_ADDRESS__)
  return times;
#else
  return options.stride > 1 ? times / 16 : times;
#endif
}

/// The targets that this machine can run.
std::vector<const Target*> runnable_targets();

ThreadPool& pool();

// The tests, listed in main.cpp.
void test_all_halves();
void test_all_floats();
void test_kernels();
void test_in_place();
void test_bulk();
void test_statistics();
void test_statistics_of_extremes();
void test_products();
void test_windows();
void test_winograd();
void test_packed_weights();
void test_thread_pool();
void test_transfer_ends();
void test_transfer_plans();
void test_transfer_failures();
void test_large_offsets();
void test_mapped_file();
void test_elementary();
void test_unary();
void test_binary();
void test_reductions();
void test_extremes();
void test_normalizations();
void test_transposition();
void test_copies();
void test_ranking();
void test_resizing();
void test_quantized();
void test_fixed_point();
void test_hostile_elementwise_programs();
void test_hostile_moving_programs();
void test_integers();
void test_bytes();
void test_byte_programs();
void test_hostile_integer_programs();
void test_hostile_float_programs();
void test_hostile_recurrent_programs();
void test_recurrent();
void test_recorded_programs();

}  // namespace halflite::test
