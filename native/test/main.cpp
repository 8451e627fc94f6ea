// Native tests without Node. Exits with 1 when a check failed.
// Options: --threads N, --stride N, --only NAME, --part I/N, --programs FILE (see check.h)

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <mutex>

#include "check.h"

namespace halflite::test {

Options options{std::max(1u, std::thread::hardware_concurrency()), 1, "", 0, 1, ""};

namespace {

struct Test {
  const char* name;
  void (*run)();
};

constexpr Test tests[] = {
    {"all halves", test_all_halves},
    {"all floats", test_all_floats},
    {"kernels: lengths, alignments, guards", test_kernels},
    {"in place", test_in_place},
    {"bulk: threads, overlaps", test_bulk},
    {"statistics", test_statistics},
    {"statistics of extremes", test_statistics_of_extremes},
    {"products of matrices", test_products},
    {"depthwise convolution and pooling", test_windows},
    {"transforms of Winograd's convolution", test_winograd},
    {"thread pool", test_thread_pool},
    {"packed weights", test_packed_weights},
    {"transfer: files and memory", test_transfer_ends},
    {"transfer: plans", test_transfer_plans},
    {"transfer: failures", test_transfer_failures},
    {"transfer: beyond 4 GiB", test_large_offsets},
    {"mapped file", test_mapped_file},
    {"elementary functions", test_elementary},
    {"functions of an element", test_unary},
    {"functions of two elements", test_binary},
    {"reductions", test_reductions},
    {"extremes", test_extremes},
    {"normalizations", test_normalizations},
    {"transposition", test_transposition},
    {"copies", test_copies},
    {"ranking", test_ranking},
    {"resizing", test_resizing},
    {"quantized arithmetic", test_quantized},
    {"fixed point", test_fixed_point},
    {"hostile programs of elements", test_hostile_elementwise_programs},
    {"hostile programs of moves", test_hostile_moving_programs},
    {"integers", test_integers},
    {"bytes", test_bytes},
    {"byte programs", test_byte_programs},
    {"hostile programs of integers", test_hostile_integer_programs},
    {"hostile programs of floats", test_hostile_float_programs},
    {"recurrent", test_recurrent},
    {"hostile programs of recurrent layers", test_hostile_recurrent_programs},
    {"recorded programs", test_recorded_programs},
};

std::atomic<std::size_t> failures{0};

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void read_part(const char* text) {
  if (std::sscanf(text, "%zu/%zu", &options.part, &options.parts) != 2) options.parts = 0;
}

void read_options(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    if (!std::strcmp(argv[i], "--threads")) options.threads = std::strtoull(argv[i + 1], nullptr, 10);
    else if (!std::strcmp(argv[i], "--stride")) options.stride = std::strtoull(argv[i + 1], nullptr, 10);
    else if (!std::strcmp(argv[i], "--only")) options.only = argv[i + 1];
    else if (!std::strcmp(argv[i], "--part")) read_part(argv[i + 1]);
    else if (!std::strcmp(argv[i], "--programs")) options.programs = argv[i + 1];
    else argc = 0;
  }
  if (argc % 2 == 0 || options.threads == 0 || options.stride == 0 || options.part >= options.parts) {
    std::fprintf(stderr, "usage: halflite_native_test [--threads N] [--stride N] [--only NAME] [--part I/N] [--programs FILE]\n");
    std::exit(2);
  }
}

int run() {
  for (const Target& target : targets()) {
    std::printf("target %-8s %s\n", target.name,
                target.supported() ? "tested" : ("SKIPPED: " + target.reason).c_str());
  }
  std::size_t count = 0, number = 0;
  for (const Test& test : tests) {
    if (std::string(test.name).find(options.only) == std::string::npos) continue;
    if (number++ % options.parts != options.part) continue;
    const double start = seconds();
    const std::size_t before = failures;
    test.run();
    count++;
    std::printf("%s  %-40s %7.2f s\n", failures == before ? "ok    " : "FAILED", test.name, seconds() - start);
    std::fflush(stdout);
  }
  std::printf("%zu tests, %zu failed checks\n", count, failures.load());
  return failures > 0 || number == 0;
}

}  // namespace

void fail(const char* file, int line, const std::string& message) {
  static std::mutex mutex;
  const std::lock_guard lock(mutex);
  if (++failures <= 50) std::printf("%s:%d: %s\n", file, line, message.c_str());
}

std::vector<const Target*> runnable_targets() {
  std::vector<const Target*> result;
  for (const Target& target : targets()) {
    if (target.supported()) result.push_back(&target);
  }
  return result;
}

ThreadPool& pool() {
  static ThreadPool threads;
  return threads;
}

}  // namespace halflite::test

int main(int argc, char** argv) {
  halflite::test::read_options(argc, argv);
  return halflite::test::run();
}
