// What TypeScript plans, made ready to run: steps over one arena and constants. It knows no graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "../kernels/dispatch.h"
#include "step.h"

namespace halflite {

/// Alignment of the arena.
constexpr std::size_t arena_alignment = 64;

/// Bytes of a constant, or of a variable that steps write to; they must outlive the program.
struct ConstantBytes {
  char* data;
  std::size_t length;
  /// Equal for equal bytes within this process, so that programs share packed weights; "" for bytes that nobody shares.
  std::string key = {};
  bool is_variable = false;
};

/// What products are made and summed in.
enum class Arithmetic { float32, float16 };

class Program {
 public:
  /// The words: bytes of the arena, number of steps; then for each step its kind, its numbers of operands and of
  /// parameters, three words for each operand (buffer, offset, bytes; buffer -1 for an absent one) and the parameters.
  ///
  /// @param arithmetic of products with weights of float16, where the target has it on this machine
  /// @throws BadProgram, std::bad_alloc
  Program(const Target& target, const double* words, std::size_t count, const std::vector<ConstantBytes>& constants,
          Arithmetic arithmetic = Arithmetic::float32);

  std::uint64_t arena_bytes() const { return arena_bytes_; }
  std::size_t held_bytes() const;

  /// Packs weights ahead of the first run, which does it otherwise; at the same time as runs, from any thread.
  void pack() const noexcept;
  /// Bytes of what is left to pack when the program is made.
  std::size_t bytes_to_pack() const { return packing_.fresh_bytes(); }

  /// Runs all steps, or up to one that fails; returns the number of its first stage, or stage_count() when none did. `arena` is
  /// aligned to arena_alignment and has arena_bytes. Where `microseconds` is not null it gets the time of each stage.
  std::size_t run(ThreadPool& pool, std::size_t threads, char* arena, double* microseconds) const;
  /// One for each step but for cascades, which have several.
  std::size_t stage_count() const { return stage_count_; }

 private:
  const Kernels kernels_;
  std::uint64_t arena_bytes_ = 0;
  std::vector<char*> buffers_;
  Scratch scratch_;
  Packing packing_;
  std::vector<std::unique_ptr<Step>> steps_;
  /// For each step how many weights it and those before it claimed.
  std::vector<std::size_t> claimed_;
  std::size_t stage_count_ = 0;
};

}  // namespace halflite
