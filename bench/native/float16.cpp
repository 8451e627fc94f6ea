// Kernels and threads without Node, against the plainest loop that moves the same memory, in one run.
// Usage: halflite_bench_float16 [MiB of float32 (256)] [repetitions (9)]

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "../../native/kernels/dispatch.h"
#include "../../native/runtime/bulk.h"

#ifdef HALFLITE_X64
#include <immintrin.h>
#endif

namespace {

using namespace halflite;

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

#ifdef HALFLITE_X64
/// What the memory allows: load, convert, store past the caches, nothing else.
__attribute__((target("avx2,f16c"))) void plain_loop(const float* source, std::uint16_t* sink, std::size_t count) {
  for (std::size_t i = 0; i < count; i += 8) {
    const __m128i halves = _mm256_cvtps_ph(_mm256_loadu_ps(source + i), _MM_FROUND_TO_NEAREST_INT);
    _mm_stream_si128(reinterpret_cast<__m128i*>(sink + i), halves);
  }
  _mm_sfence();
}
#else
void plain_loop(const float* source, std::uint16_t* sink, std::size_t count) {
  for (std::size_t i = 0; i < count; i++) sink[i] = static_cast<std::uint16_t>(static_cast<std::int32_t>(source[i]));
}
#endif

struct Trial {
  const char* what;
  const Target* target;
  std::size_t threads;
  void (*run)(const Execution&, const float*, std::uint16_t*, std::size_t);
  std::vector<double> times = {};
};

std::vector<Trial> trials_for(const Target& target, std::size_t threads) {
  return {
      {"float32 -> float16", &target, threads,
       [](const Execution& e, const float* source, std::uint16_t* sink, std::size_t count) {
         bulk_float16_from_float32(e, source, sink, count, Overflow::infinity, nullptr);
       }},
      {"  clamped", &target, threads,
       [](const Execution& e, const float* source, std::uint16_t* sink, std::size_t count) {
         bulk_float16_from_float32(e, source, sink, count, Overflow::clamp, nullptr);
       }},
      {"  with statistics", &target, threads,
       [](const Execution& e, const float* source, std::uint16_t* sink, std::size_t count) {
         Statistics statistics = {};
         bulk_float16_from_float32(e, source, sink, count, Overflow::clamp, &statistics);
       }},
      {"  statistics only", &target, threads,
       [](const Execution& e, const float* source, std::uint16_t*, std::size_t count) {
         Statistics statistics = {};
         bulk_measure_float16(e, source, count, Overflow::clamp, &statistics);
       }},
      {"float16 -> float32", &target, threads,
       [](const Execution& e, const float* source, std::uint16_t* sink, std::size_t count) {
         bulk_float32_from_float16(e, sink, const_cast<float*>(source), count);
       }},
  };
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t bytes = (argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 256) << 20;
  const int repetitions = argc > 2 ? std::atoi(argv[2]) : 9;
  const std::size_t count = bytes / sizeof(float);
  const std::unique_ptr<float[]> source(new float[count]);
  const std::unique_ptr<std::uint16_t[]> sink(new std::uint16_t[count]);
  std::mt19937 random(1);
  for (std::size_t i = 0; i < count; i++) {
    // Weights-like: about 0.05 in magnitude, some float16 subnormals among them.
    source[i] = (static_cast<float>(random() & 0xffffff) / 0x1p24f - 0.5f) * 0.2f;
  }
  std::memset(sink.get(), 1, bytes / 2);

  ThreadPool pool;
  std::vector<Trial> trials;
  for (const std::size_t threads : {1, 2}) {
    trials.push_back({"plain loop", nullptr, threads,
                      [](const Execution& e, const float* from, std::uint16_t* to, std::size_t n) {
                        parallel_for(e.pool, e.threads, n, bulk_block, [=](std::size_t begin, std::size_t end) noexcept {
                          plain_loop(from + begin, to + begin, end - begin);
                        });
                      }});
    for (const Target& target : targets()) {
      if (!target.supported()) continue;
      for (Trial& trial : trials_for(target, threads)) trials.push_back(trial);
    }
  }
  for (int repetition = 0; repetition < repetitions; repetition++) {
    for (Trial& trial : trials) {
      const Kernels& kernels = *(trial.target ? trial.target : &targets().back())->kernels;
      const double start = seconds();
      trial.run({kernels, pool, trial.threads}, source.get(), sink.get(), count);
      trial.times.push_back(seconds() - start);
    }
  }
  std::printf("%zu MiB of float32, median (best) of %d, GB/s of float32\n", bytes >> 20, repetitions);
  double limit = 0;
  for (const Trial& trial : trials) {
    const double middle = static_cast<double>(bytes) / median(trial.times) / 1e9;
    const double best = static_cast<double>(bytes) / *std::min_element(trial.times.begin(), trial.times.end()) / 1e9;
    if (!trial.target) limit = middle;
    std::printf("%-8s %-20s %zu thread%s %6.2f (%6.2f)  %3.0f %% of the plain loop\n",
                trial.target ? trial.target->name : "", trial.what, trial.threads, trial.threads > 1 ? "s" : " ", middle,
                best, 100 * middle / limit);
  }
}
