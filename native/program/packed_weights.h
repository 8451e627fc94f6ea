// What a program makes of constant weights when it is made: laid out in one block of memory, written by several threads once
// all steps are checked, and shared within the process.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "../runtime/thread_pool.h"

namespace halflite {

/// Packed weights. Their memory is there when the program is made, not before.
class PackedWeights {
 public:
  explicit PackedWeights(std::size_t bytes) : bytes_(bytes) {}

  const char* data() const { return data_.get(); }
  std::size_t bytes() const { return bytes_; }

 private:
  friend class Packing;
  std::size_t bytes_;
  std::shared_ptr<const char> data_;
};

/// The weights of one program. One block for all: large blocks get huge pages, which are first touched many times as fast.
class Packing {
 public:
  /// Writes panel `panel` where it belongs behind `sink`, the start of all panels. It must not throw.
  using PackPanel = std::function<void(std::size_t panel, char* sink)>;

  /// Weights of so many bytes in so many panels. Those of equal keys, within this process, are packed once; "" is equal to none.
  std::shared_ptr<const PackedWeights> claim(const std::string& key, std::size_t bytes, std::size_t panels, PackPanel pack_panel);

  /// Packs what was claimed, on up to `threads` threads. @throws std::bad_alloc
  void finish(ThreadPool& pool, std::size_t threads);

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
