#include <napi.h>

#include <cstring>
#include <new>
#include <string>

#include "../runtime/bulk.h"
#include "arguments.h"
#include "bindings.h"
#include "environment.h"

namespace halflite {
namespace {

Execution execution(Napi::Env env, const Target& target, std::size_t threads) {
  return {*target.kernels, *env.GetInstanceData<Environment>()->pool, threads};
}

void check_sink(Napi::Env env, std::size_t source, std::size_t sink) {
  if (sink < source) {
    throw_range_error(env, "sink", "at least " + std::to_string(source) + " elements", std::to_string(sink));
  }
}

/// Runs the body, turning a failed allocation into an exception that JavaScript can catch.
template <typename Body>
void run(Napi::Env env, const Body& body) {
  try {
    body();
  } catch (const std::bad_alloc&) {
    throw Napi::RangeError::New(env, "float16: cannot allocate memory for a copy or the statistics");
  }
}

}  // namespace

void float16_from_float32_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Target& target = target_argument(info[0]);
  const Elements<float> source = float32_argument(info[1], "source");
  const Elements<std::uint16_t> sink = uint16_argument(info[2], "sink");
  const Overflow overflow = overflow_argument(info[3]);
  const bool measured = !info[4].IsNull();
  const Elements<double> output =
      measured ? float64_argument(info[4], "statistics", statistics_length) : Elements<double>{nullptr, 0};
  const std::size_t threads = threads_argument(info[5]);
  check_sink(env, source.length, sink.length);
  run(env, [&] {
    Statistics statistics = {};
    bulk_float16_from_float32(execution(env, target, threads), source.data, sink.data, source.length, overflow,
                              measured ? &statistics : nullptr);
    if (measured) std::memcpy(output.data, &statistics, sizeof statistics);
  });
}

void float32_from_float16_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Target& target = target_argument(info[0]);
  const Elements<std::uint16_t> source = uint16_argument(info[1], "source");
  const Elements<float> sink = float32_argument(info[2], "sink");
  const std::size_t threads = threads_argument(info[3]);
  check_sink(env, source.length, sink.length);
  run(env, [&] {
    bulk_float32_from_float16(execution(env, target, threads), source.data, sink.data, source.length);
  });
}

void measure_float16_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Target& target = target_argument(info[0]);
  const Elements<float> source = float32_argument(info[1], "source");
  const Overflow overflow = overflow_argument(info[2]);
  const Elements<double> output = float64_argument(info[3], "statistics", statistics_length);
  const std::size_t threads = threads_argument(info[4]);
  run(env, [&] {
    Statistics statistics = {};
    bulk_measure_float16(execution(env, target, threads), source.data, source.length, overflow, &statistics);
    std::memcpy(output.data, &statistics, sizeof statistics);
  });
}

}  // namespace halflite
