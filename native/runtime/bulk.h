// Whole arrays in memory, on several threads. Bits and statistics do not depend on the number of threads.
#pragma once

#include <cstddef>

#include "../kernels/kernels.h"
#include "thread_pool.h"

namespace halflite {

/// How to run: which kernels, on how many threads at most (>= 1).
struct Execution {
  const Kernels& kernels;
  ThreadPool& pool;
  std::size_t threads;
};

/// Elements that a thread takes at a time, and over which statistics are summed before they are added up in order.
constexpr std::size_t bulk_block = 64 * 1024;

/// `count` float32 values to float16; statistics (added to) may be null. Any alignment. The sink may overlap the source:
/// the result is as if the source had been copied before, which is what happens unless it can be done in place (no
/// statistics, sink not after source). Throws std::bad_alloc.
void bulk_float16_from_float32(const Execution& execution, const void* source, void* sink, std::size_t count,
                               Overflow overflow, Statistics* statistics);

/// Only the statistics.
void bulk_measure_float16(const Execution& execution, const void* source, std::size_t count, Overflow overflow,
                          Statistics* statistics);

/// `count` float16 values to float32. Overlaps as above, always through a copy.
void bulk_float32_from_float16(const Execution& execution, const void* source, void* sink, std::size_t count);

}  // namespace halflite
