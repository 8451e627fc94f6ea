// What a program makes of constant weights: it finds one block of memory for all when it is made, which is written behind that, or by the
// first run that reads them, and shared within the process.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "../runtime/aligned_memory.h"
#include "../runtime/team.h"

namespace halflite {

/// Packed weights. Their memory is there when the program is made, not before; what it has to hold, when the step runs.
class PackedWeights {
 public:
  explicit PackedWeights(std::size_t bytes) : bytes_(bytes) {}

  const char* data() const { return memory_ ? memory_->data() : nullptr; }
  std::size_t bytes() const { return bytes_; }

 private:
  friend class Packing;
  /// That of a whole program.
  struct Block {
    AlignedBytes bytes;
    std::size_t length;
  };
  /// What the process shares.
  struct Memory {
    char* data() const { return block->bytes.get() + offset; }

    std::shared_ptr<const Block> block;
    std::size_t offset;
    std::once_flag packed;
  };

  std::size_t bytes_;
  std::shared_ptr<Memory> memory_;
};

/// The weights of one program. One block for all: large blocks get huge pages. Whoever makes a program does not wait until they are
/// packed: a run packs those that it comes to, unless they are by then.
class Packing {
 public:
  /// Writes panel `panel` where it belongs behind `sink`, the start of all panels. It must not throw.
  using PackPanel = std::function<void(std::size_t panel, char* sink)>;

  /// Weights of so many bytes in so many panels. Those of equal keys, within this process, are packed once; "" is equal to none.
  std::shared_ptr<const PackedWeights> claim(const std::string& key, std::size_t bytes, std::size_t panels, PackPanel pack_panel);
  /// Claims so far, and the bytes of those that nobody in the process claimed before.
  std::size_t count() const { return claims_.size(); }
  std::size_t fresh_bytes() const { return bytes_; }

  /// Finds memory for what was claimed. @throws std::bad_alloc
  void finish();

  /// Packs claims [begin, end), unless that was done; waits where another run is at it. From any thread.
  void pack(std::size_t begin, std::size_t end, Team& team) const noexcept;

 private:
  struct Claim {
    std::string key;
    std::shared_ptr<PackedWeights> weights;
    std::size_t panels;
    PackPanel pack_panel;
    std::size_t offset;
  };

  std::vector<Claim> claims_;
  std::unordered_map<std::string, std::shared_ptr<const PackedWeights>> by_key_;
  std::size_t bytes_ = 0;
};

}  // namespace halflite
