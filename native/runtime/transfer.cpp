#include "transfer.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include "../kernels/statistics.h"
#include "bulk.h"
#include "file.h"

namespace halflite {
namespace {

/// Elements, or quadruples of bytes to copy, that a thread takes at a time: source and sink stay in its L2 cache.
constexpr std::uint64_t block_elements = bulk_block;

/// Memory sinks from this size on are written past the caches.
constexpr std::uint64_t streaming_bytes = 4 << 20;

std::uint64_t element_size(TransferKind kind) { return kind == TransferKind::float16_to_float32 ? 2 : 4; }

std::uint64_t block_length(TransferKind kind) { return block_elements * element_size(kind); }

/// A row, or several copies that continue each other, cut into blocks.
struct Piece {
  TransferRow range;
  std::size_t row;            // index of its statistics
  std::uint64_t first_block;  // in the numbering over all pieces

  std::uint64_t blocks() const {
    const std::uint64_t length = block_length(range.kind);
    return range.byte_length / length + (range.byte_length % length != 0);
  }
};

bool continues(const TransferRow& a, const TransferRow& b) {
  return a.kind == TransferKind::copy && b.kind == TransferKind::copy &&
         a.source_offset + a.byte_length == b.source_offset && a.sink_offset + a.byte_length == b.sink_offset;
}

std::vector<Piece> pieces_of(const Transfer& transfer) {
  std::vector<Piece> pieces;
  for (std::size_t row = 0; row < transfer.rows.size(); row++) {
    const TransferRow& range = transfer.rows[row];
    if (range.byte_length == 0) continue;
    if (!pieces.empty() && continues(pieces.back().range, range)) {
      pieces.back().range.byte_length += range.byte_length;
    } else {
      pieces.push_back({range, row, 0});
    }
  }
  std::uint64_t block = 0;
  for (Piece& piece : pieces) {
    piece.first_block = block;
    block += piece.blocks();
  }
  return pieces;
}

/// What the threads of one transfer share.
class Run {
 public:
  explicit Run(const Transfer& transfer)
      : transfer_(transfer), pieces_(pieces_of(transfer)), caller_(std::this_thread::get_id()) {
    if (pieces_.empty()) return;
    blocks_ = pieces_.back().first_block + pieces_.back().blocks();
    for (const TransferRow& row : transfer.rows) {
      sink_bytes_ += sink_length(row.kind, row.byte_length);
      measures_ = measures_ || row.kind == TransferKind::float32_to_float16;
    }
    if (measures_) block_statistics_.resize(blocks_);
  }

  std::uint64_t blocks() const { return blocks_; }

  /// Takes blocks until there are none or something went wrong. One call a thread.
  void take_blocks() noexcept {
    Buffers buffers;
    while (!stopped_.load(std::memory_order_relaxed)) {
      const std::uint64_t block = next_.fetch_add(1, std::memory_order_relaxed);
      if (block >= blocks_) return;
      if (*transfer_.cancel != 0) return fail("ABORTED");
      if (Status status = run_block(block, buffers); !status.empty()) return fail(std::move(status));
    }
  }

  /// Adds the blocks' statistics in their order. Call when the threads are done.
  Status finish() {
    *transfer_.progress = static_cast<double>(done_.load());
    for (const Piece& piece : pieces_) {
      if (piece.range.kind != TransferKind::float32_to_float16) continue;
      for (std::uint64_t i = 0; i < piece.blocks(); i++) {
        add_statistics(&transfer_.statistics[piece.row], block_statistics_[piece.first_block + i]);
      }
    }
    return status_;
  }

 private:
  /// A thread's own memory for what comes from, or goes to, a file.
  struct Buffers {
    std::unique_ptr<char[]> source, sink;

    static char* get(std::unique_ptr<char[]>& buffer) {
      // The largest block of either end: float16 in, float32 out.
      if (!buffer) buffer.reset(new (std::nothrow) char[block_elements * 4]);
      return buffer.get();
    }
  };

  const Piece& piece_with(std::uint64_t block) const {
    const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), block,
                                        [](std::uint64_t b, const Piece& piece) { return b < piece.first_block; });
    return *std::prev(after);
  }

  /// The part of its piece that a block covers.
  static TransferRow range_of(const Piece& piece, std::uint64_t block) {
    const TransferKind kind = piece.range.kind;
    const std::uint64_t start = (block - piece.first_block) * block_length(kind);
    return {kind, piece.range.source_offset + start, piece.range.sink_offset + sink_length(kind, start),
            std::min(block_length(kind), piece.range.byte_length - start)};
  }

  Status run_block(std::uint64_t block, Buffers& buffers) {
    const TransferRow range = range_of(piece_with(block), block);
    Status status;
    if (range.kind == TransferKind::copy) status = copy(range, buffers);
    else if (range.kind == TransferKind::float32_to_float16 || !transfer_.sink.is_nothing()) {
      status = convert(range, buffers, block);
    }
    if (status.empty()) report(range.byte_length);
    return status;
  }

  Status copy(const TransferRow& range, Buffers& buffers) {
    const TransferEnd &source = transfer_.source, &sink = transfer_.sink;
    const std::size_t length = static_cast<std::size_t>(range.byte_length);
    if (sink.is_nothing()) return "";
    if (sink.is_memory()) {
      char* const to = sink.memory + range.sink_offset;
      if (source.is_file()) return read_exactly(source.fd, to, length, range.source_offset);
      std::memcpy(to, source.memory + range.source_offset, length);
      return "";
    }
    const char* from = nullptr;
    if (Status status = fetch(range, buffers, &from); !status.empty()) return status;
    return write_exactly(sink.fd, from, length, range.sink_offset);
  }

  Status convert(const TransferRow& range, Buffers& buffers, std::uint64_t block) {
    const TransferEnd& sink = transfer_.sink;
    const std::size_t count = static_cast<std::size_t>(range.byte_length / element_size(range.kind));
    const Kernels& kernels = *transfer_.kernels;
    const char* from = nullptr;
    if (Status status = fetch(range, buffers, &from); !status.empty()) return status;
    if (sink.is_nothing()) {
      kernels.measure_float16(from, count, transfer_.overflow, &block_statistics_[block]);
      return "";
    }
    char* const to = sink.is_memory() ? sink.memory + range.sink_offset : Buffers::get(buffers.sink);
    if (!to) return "ENOMEM allocate";
    const Store store = sink.is_memory() && sink_bytes_ >= streaming_bytes ? Store::streaming : Store::cached;
    if (range.kind == TransferKind::float32_to_float16) {
      kernels.float16_from_float32_with_statistics(from, to, count, transfer_.overflow, store,
                                                   &block_statistics_[block]);
    } else {
      kernels.float32_from_float16(from, to, count, store);
    }
    if (sink.is_memory()) return "";
    return write_exactly(sink.fd, to, static_cast<std::size_t>(sink_length(range.kind, range.byte_length)),
                         range.sink_offset);
  }

  /// The source's bytes, where they are or read into the buffer.
  Status fetch(const TransferRow& range, Buffers& buffers, const char** bytes) {
    const TransferEnd& source = transfer_.source;
    if (source.is_memory()) {
      *bytes = source.memory + range.source_offset;
      return "";
    }
    char* const buffer = Buffers::get(buffers.source);
    if (!buffer) return "ENOMEM allocate";
    *bytes = buffer;
    return read_exactly(source.fd, buffer, static_cast<std::size_t>(range.byte_length), range.source_offset);
  }

  void report(std::uint64_t bytes) {
    const std::uint64_t done = done_.fetch_add(bytes, std::memory_order_relaxed) + bytes;
    // One writer, so that the figure never goes back.
    if (std::this_thread::get_id() == caller_) *transfer_.progress = static_cast<double>(done);
  }

  void fail(Status status) noexcept {
    const std::lock_guard lock(mutex_);
    if (status_.empty()) status_ = std::move(status);
    stopped_.store(true, std::memory_order_relaxed);
  }

  const Transfer& transfer_;
  const std::vector<Piece> pieces_;
  const std::thread::id caller_;
  std::uint64_t blocks_ = 0, sink_bytes_ = 0;
  bool measures_ = false;
  std::vector<Statistics> block_statistics_;
  std::atomic<std::uint64_t> next_{0}, done_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  Status status_;
};

}  // namespace

std::uint64_t sink_length(TransferKind kind, std::uint64_t source_length) {
  switch (kind) {
    case TransferKind::float32_to_float16:
      return source_length / 2;
    case TransferKind::float16_to_float32:
      return source_length * 2;
    default:
      return source_length;
  }
}

Status run_transfer(const Transfer& transfer, ThreadPool& pool) {
  Run run(transfer);
  const std::size_t threads = static_cast<std::size_t>(std::clamp<std::uint64_t>(run.blocks(), 1, transfer.threads));
  parallel_for(pool, threads, threads, 1, [&](std::size_t, std::size_t) noexcept { run.take_blocks(); });
  return run.finish();
}

}  // namespace halflite
