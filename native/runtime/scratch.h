// Memory that threads work in for a moment: pieces of one size, which are kept for the next.
#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

#include "aligned_memory.h"

namespace halflite {

/// As many pieces as threads work at the same time, made when they are first asked for.
class Scratch {
 public:
  /// A piece that goes back at the end of its scope.
  class Piece {
   public:
    Piece(Scratch& owner, AlignedBytes memory) : owner_(owner), memory_(std::move(memory)) {}
    Piece(const Piece&) = delete;
    Piece& operator=(const Piece&) = delete;
    ~Piece() { owner_.give_back(std::move(memory_)); }

    /// Aligned to 64 bytes; null where there was no memory.
    char* data() const { return memory_.get(); }

   private:
    Scratch& owner_;
    AlignedBytes memory_;
  };

  /// Pieces have so many bytes, or more. Called before the first one is taken.
  void require(std::size_t bytes) { bytes_ = bytes > bytes_ ? bytes : bytes_; }
  /// From any thread.
  Piece take() noexcept;

 private:
  void give_back(AlignedBytes memory) noexcept;

  std::size_t bytes_ = 0;
  std::mutex mutex_;
  std::vector<AlignedBytes> free_;
};

}  // namespace halflite
