#include "../runtime/transfer.h"

#include <algorithm>
#include <cstring>

#include "buffers.h"
#include "check.h"
#include "files.h"
#include "reference.h"

namespace halflite::test {
namespace {

struct Outcome {
  Status status;
  std::vector<Statistics> statistics;
  double progress = 0;
};

TransferEnd end_of(const TemporaryFile& file) { return {file.fd(), nullptr, 0}; }
TransferEnd end_of(std::vector<char>& memory) { return {-1, memory.data(), memory.size()}; }

Outcome run(TransferEnd source, TransferEnd sink, const std::vector<TransferRow>& rows, std::size_t threads = 2,
            std::int32_t cancel = 0) {
  Outcome outcome;
  outcome.statistics.resize(rows.size());
  const Transfer transfer{runnable_targets()[0]->kernels, Overflow::clamp, threads, source, sink, rows,
                          outcome.statistics.data(), &cancel, &outcome.progress};
  outcome.status = run_transfer(transfer, pool());
  return outcome;
}

/// What the rows should write, byte by byte; bytes that no row writes stay 0x11.
std::vector<char> expected_sink(const std::vector<char>& source, std::size_t length,
                                const std::vector<TransferRow>& rows) {
  std::vector<char> sink(length, 0x11);
  for (const TransferRow& row : rows) {
    const char* const from = source.data() + row.source_offset;
    char* const to = sink.data() + row.sink_offset;
    if (row.kind == TransferKind::copy) std::copy_n(from, row.byte_length, to);
    for (std::size_t i = 0; row.kind == TransferKind::float32_to_float16 && i < row.byte_length / 4; i++) {
      std::uint32_t bits;
      std::memcpy(&bits, from + 4 * i, sizeof bits);
      const std::uint16_t half = reference_float16(bits, Overflow::clamp);
      std::memcpy(to + 2 * i, &half, sizeof half);
    }
    for (std::size_t i = 0; row.kind == TransferKind::float16_to_float32 && i < row.byte_length / 2; i++) {
      std::uint16_t half;
      std::memcpy(&half, from + 2 * i, sizeof half);
      const std::uint32_t bits = reference_float32(half);
      std::memcpy(to + 4 * i, &bits, sizeof bits);
    }
  }
  return sink;
}

struct Plan {
  std::vector<char> source;
  std::vector<TransferRow> rows;
  std::size_t sink_length = 0;
  double source_bytes = 0;

  void add(TransferKind kind, std::uint64_t source_offset, std::uint64_t byte_length, std::size_t gap) {
    sink_length += gap;
    rows.push_back({kind, source_offset, sink_length, byte_length});
    sink_length += static_cast<std::size_t>(halflite::sink_length(kind, byte_length));
    source_bytes += static_cast<double>(byte_length);
  }
};

/// Rows of every kind: tiny and huge, empty, contiguous and not, at odd offsets.
Plan mixed_plan(std::size_t tiny_rows, std::size_t huge_elements) {
  Random random(6);
  Plan plan;
  const std::vector<float> values = weights(random, 2 * huge_elements, 0.1f);
  plan.source.resize(8 * huge_elements + 1);
  std::memcpy(plan.source.data() + 1, values.data(), 8 * huge_elements);
  plan.add(TransferKind::copy, 0, 5, 0);
  plan.add(TransferKind::copy, 5, 2 * huge_elements, 0);  // continues the first
  plan.add(TransferKind::float32_to_float16, 1, 4 * huge_elements, 3);
  plan.add(TransferKind::float16_to_float32, huge_elements, 2 * huge_elements, 1);
  plan.add(TransferKind::copy, 17, 0, 0);
  plan.add(TransferKind::float32_to_float16, 1, 0, 0);
  for (std::size_t i = 0; i < tiny_rows; i++) {
    const std::uint64_t elements = random() % 40;
    plan.add(static_cast<TransferKind>(random() % 3), 1 + 4 * (random() % huge_elements), 4 * elements, random() % 3);
  }
  return plan;
}

void check_statistics(const Plan& plan, const Outcome& outcome) {
  for (std::size_t i = 0; i < plan.rows.size(); i++) {
    const TransferRow& row = plan.rows[i];
    const bool measured = row.kind == TransferKind::float32_to_float16;
    std::vector<float> values(measured ? row.byte_length / 4 : 0);
    if (!values.empty()) std::memcpy(values.data(), plan.source.data() + row.source_offset, row.byte_length);
    const Statistics e = reference_statistics(values.data(), values.size(), Overflow::clamp);
    const Statistics& a = outcome.statistics[i];
    CHECK(a.count == e.count && a.underflow == e.underflow && a.subnormal == e.subnormal && a.max_abs == e.max_abs,
          "statistics of row %zu: %g of %g values", i, a.count, e.count);
  }
}

/// To the last bit.
bool same_statistics(const Outcome& a, const Outcome& b) {
  if (a.statistics.size() != b.statistics.size()) return false;
  return a.statistics.empty() ||
         !std::memcmp(a.statistics.data(), b.statistics.data(), a.statistics.size() * sizeof(Statistics));
}

void check_plan(const Plan& plan) {
  const std::vector<char> expected = expected_sink(plan.source, plan.sink_length, plan.rows);
  std::vector<char> source = plan.source;
  const TemporaryFile source_file(source);
  for (const std::size_t threads : {1, 2, 5}) {
    for (const bool from_file : {true, false}) {
      const TransferEnd from = from_file ? end_of(source_file) : end_of(source);
      const char* const name = from_file ? "file" : "memory";

      std::vector<char> memory(plan.sink_length, 0x11);
      const Outcome to_memory = run(from, end_of(memory), plan.rows, threads);
      CHECK(to_memory.status.empty(), "%s to memory: %s", name, to_memory.status.c_str());
      CHECK(memory == expected, "%s to memory, %zu threads", name, threads);
      CHECK(to_memory.progress == plan.source_bytes, "progress %.0f", to_memory.progress);
      check_statistics(plan, to_memory);

      const TemporaryFile sink_file(std::vector<char>(plan.sink_length, 0x11));
      const Outcome to_file = run(from, end_of(sink_file), plan.rows, threads);
      CHECK(to_file.status.empty(), "%s to file: %s", name, to_file.status.c_str());
      CHECK(sink_file.read(0, plan.sink_length) == expected, "%s to file, %zu threads", name, threads);

      const Outcome to_nothing = run(from, {}, plan.rows, threads);
      CHECK(to_nothing.status.empty(), "%s to nothing: %s", name, to_nothing.status.c_str());
      CHECK(same_statistics(to_file, to_memory) && same_statistics(to_nothing, to_memory), "statistics differ");
    }
  }
}

/// A sum of doubles depends on its order: it must be that of the blocks, not that of the threads.
void check_thread_independence() {
  const Plan plan = mixed_plan(100, 700'001);
  std::vector<char> source = plan.source;
  const Outcome one = run(end_of(source), {}, plan.rows, 1);
  for (const std::size_t threads : {2, 3, 8}) {
    const Outcome many = run(end_of(source), {}, plan.rows, threads);
    CHECK(same_statistics(one, many), "statistics on %zu threads", threads);
  }
}

}  // namespace

void test_transfer_ends() { check_plan(mixed_plan(50, 300'003)); }

void test_transfer_plans() {
  check_plan({});
  check_plan(mixed_plan(20'000, 300));
  check_thread_independence();
}

void test_transfer_failures() {
  std::vector<char> memory(1 << 20), sink(1 << 20);
  const TemporaryFile source(memory), output;
  const std::vector<TransferRow> beyond = {{TransferKind::float32_to_float16, 4, 0, 1 << 20}};
  CHECK(run(end_of(source), end_of(sink), beyond).status == "EOF read", "a short file");
  CHECK(run(end_of(source), {}, beyond).status == "EOF read", "a short file, measured");
  const std::vector<TransferRow> copy = {{TransferKind::copy, 0, 0, 1 << 20}};
  const Outcome aborted = run(end_of(source), end_of(output), copy, 2, 1);
  CHECK(aborted.status == "ABORTED" && aborted.progress == 0, "cancelled: %s", aborted.status.c_str());
  CHECK(run({9999, nullptr, 0}, end_of(sink), copy).status == "EBADF read", "a bad descriptor");
#ifdef __linux__
  const int full = ::open("/dev/full", O_WRONLY);
  CHECK(run(end_of(memory), {full, nullptr, 0}, copy).status == "ENOSPC write", "a full disk");
  ::close(full);
#endif
  CHECK(allocate(output.fd(), 12'345).empty() && output.size() == 12'345, "allocate");
  CHECK(allocate(output.fd(), 5).empty() && output.size() == 12'345, "allocate never shortens");
  CHECK(allocate(output.fd(), 0).empty(), "allocate nothing");
  CHECK(allocate(9999, 5) == "EBADF allocate", "allocate a bad descriptor");
}

/// A sparse file of 5 GiB: offsets need more than 32 bits.
void test_large_offsets() {
  constexpr std::uint64_t far = (5ull << 30) + 3;
  const std::vector<float> values = {1.0f, -2.0f, 65504.0f, 1e-7f};
  const TemporaryFile source, sink;
  CHECK(write_exactly(source.fd(), values.data(), 16, far).empty(), "write");
  const Outcome outcome =
      run(end_of(source), end_of(sink), {{TransferKind::float32_to_float16, far, far + 1, 16}, {TransferKind::copy, far, 0, 16}});
  CHECK(outcome.status.empty(), "%s", outcome.status.c_str());
  CHECK(sink.size() == far + 1 + 8, "size %llu", static_cast<unsigned long long>(sink.size()));
  const std::vector<char> bytes = sink.read(far + 1, 8);
  const std::uint16_t expected[] = {0x3c00, 0xc000, 0x7bff, 0x0002};
  CHECK(!std::memcmp(bytes.data(), expected, 8), "converted beyond 4 GiB");
  CHECK(!std::memcmp(sink.read(0, 16).data(), values.data(), 16), "copied from beyond 4 GiB");
}

}  // namespace halflite::test
