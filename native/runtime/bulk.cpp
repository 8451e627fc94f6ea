#include "bulk.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <vector>

#include "../kernels/statistics.h"

namespace halflite {
namespace {

/// Waking a thread costs as much as converting this many blocks, so each gets at least that many.
constexpr std::size_t blocks_per_thread = 4;

/// From this size of the sink on, stores past the caches win.
constexpr std::size_t streaming_bytes = 4 << 20;

std::size_t blocks_of(std::size_t count) { return count / bulk_block + (count % bulk_block != 0); }

/// Calls body(block, first element, number of elements).
template <typename Body>
void for_each_block(const Execution& execution, std::size_t count, const Body& body) {
  const std::size_t blocks = blocks_of(count);
  const std::size_t threads = std::clamp<std::size_t>(blocks / blocks_per_thread, 1, execution.threads);
  parallel_for(execution.pool, threads, blocks, 1, [&](std::size_t begin, std::size_t end) noexcept {
    for (std::size_t block = begin; block < end; block++) {
      const std::size_t first = block * bulk_block;
      body(block, first, std::min(bulk_block, count - first));
    }
  });
}

/// Like for_each_block, with statistics per block that are then added in the order of the blocks.
template <typename Body>
void for_each_measured_block(const Execution& execution, std::size_t count, Statistics* total, const Body& body) {
  std::vector<Statistics> statistics(blocks_of(count));
  for_each_block(execution, count, [&](std::size_t block, std::size_t first, std::size_t size) noexcept {
    body(first, size, &statistics[block]);
  });
  for (const Statistics& block : statistics) add_statistics(total, block);
}

bool overlap(const void* a, std::size_t a_bytes, const void* b, std::size_t b_bytes) {
  const auto a_start = reinterpret_cast<std::uintptr_t>(a), b_start = reinterpret_cast<std::uintptr_t>(b);
  return a_start < b_start + b_bytes && b_start < a_start + a_bytes;
}

std::unique_ptr<char[]> copy_of(const void* source, std::size_t bytes) {
  std::unique_ptr<char[]> copy(new char[bytes]);
  std::memcpy(copy.get(), source, bytes);
  return copy;
}

Store store_for(std::size_t sink_bytes) { return sink_bytes >= streaming_bytes ? Store::streaming : Store::cached; }

}  // namespace

void bulk_float16_from_float32(const Execution& execution, const void* source, void* sink, std::size_t count,
                               Overflow overflow, Statistics* statistics) {
  const Kernels& kernels = execution.kernels;
  std::unique_ptr<char[]> copy;
  if (overlap(source, 4 * count, sink, 2 * count)) {
    if (!statistics && std::less_equal<const void*>()(sink, source)) {
      return kernels.float16_from_float32(source, sink, count, overflow, Store::cached);
    }
    copy = copy_of(source, 4 * count);
  }
  const char* const from = copy ? copy.get() : static_cast<const char*>(source);
  char* const to = static_cast<char*>(sink);
  const Store store = store_for(2 * count);
  if (statistics) {
    for_each_measured_block(execution, count, statistics,
                            [&](std::size_t first, std::size_t size, Statistics* block) noexcept {
                              kernels.float16_from_float32_with_statistics(from + 4 * first, to + 2 * first, size,
                                                                           overflow, store, block);
                            });
  } else {
    for_each_block(execution, count, [&](std::size_t, std::size_t first, std::size_t size) noexcept {
      kernels.float16_from_float32(from + 4 * first, to + 2 * first, size, overflow, store);
    });
  }
}

void bulk_measure_float16(const Execution& execution, const void* source, std::size_t count, Overflow overflow,
                          Statistics* statistics) {
  const char* const from = static_cast<const char*>(source);
  for_each_measured_block(execution, count, statistics,
                          [&](std::size_t first, std::size_t size, Statistics* block) noexcept {
                            execution.kernels.measure_float16(from + 4 * first, size, overflow, block);
                          });
}

void bulk_float32_from_float16(const Execution& execution, const void* source, void* sink, std::size_t count) {
  std::unique_ptr<char[]> copy;
  if (overlap(source, 2 * count, sink, 4 * count)) copy = copy_of(source, 2 * count);
  const char* const from = copy ? copy.get() : static_cast<const char*>(source);
  char* const to = static_cast<char*>(sink);
  const Store store = store_for(4 * count);
  for_each_block(execution, count, [&](std::size_t, std::size_t first, std::size_t size) noexcept {
    execution.kernels.float32_from_float16(from + 2 * first, to + 4 * first, size, store);
  });
}

}  // namespace halflite
