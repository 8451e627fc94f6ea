// Executes a plan of copies and conversions between files and memory.
#pragma once

#include <cstdint>
#include <vector>

#include "../kernels/kernels.h"
#include "status.h"
#include "thread_pool.h"

namespace halflite {

/// The numbers are those of the plan that JavaScript hands over.
enum class TransferKind : std::uint32_t { copy = 0, float32_to_float16 = 1, float16_to_float32 = 2 };

/// Bytes of the sink for so many bytes of the source.
std::uint64_t sink_length(TransferKind kind, std::uint64_t source_length);

/// One row of a plan. Offsets and lengths are bytes; byte_length is the source's and a multiple of its element size.
struct TransferRow {
  TransferKind kind;
  std::uint64_t source_offset, sink_offset, byte_length;
};

/// One end of a transfer: a file (fd >= 0), memory (not null), or nothing, which is allowed for a sink only.
struct TransferEnd {
  int fd = -1;
  char* memory = nullptr;
  std::uint64_t length = 0;  ///< of the memory

  bool is_file() const { return fd >= 0; }
  bool is_memory() const { return memory != nullptr; }
  bool is_nothing() const { return !is_file() && !is_memory(); }
};

struct Transfer {
  const Kernels* kernels;
  Overflow overflow;
  std::size_t threads;  ///< at most, >= 1
  TransferEnd source, sink;
  std::vector<TransferRow> rows;
  Statistics* statistics;               ///< one per row, zeroed; filled for rows float32_to_float16
  const volatile std::int32_t* cancel;  ///< not 0: stop soon
  volatile double* progress;            ///< bytes of the source that are done, for whoever looks
};

/// Runs it and returns when it is done: "", "ABORTED", or what failed, see Status. Rows may run in any order and at the
/// same time, so that no two may write the same bytes, and memory at one end must not overlap memory at the other.
/// Bytes and statistics do not depend on the number of threads. With no sink, float32_to_float16 rows are measured and
/// others skipped.
Status run_transfer(const Transfer& transfer, ThreadPool& pool);

}  // namespace halflite
