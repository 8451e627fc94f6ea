// One step of a program: a kernel with its operands and parameters, checked when the program is made.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "../kernels/kernels.h"
#include "../runtime/scratch.h"
#include "../runtime/team.h"
#include "packed_weights.h"

namespace halflite {

/// A program that does not fit itself. Nothing is executed of it.
struct BadProgram : std::runtime_error {
  using std::runtime_error::runtime_error;
  /// The number of the step that does not fit; -1 where it is the program.
  double step = -1;
};

/// Memory that steps read: number 0 is the arena, whose place is known when the program runs; the others are constants and what
/// programs keep between runs.
struct Buffer {
  char* data;
  std::uint64_t bytes;
  /// Equal for equal bytes within this process, so that programs share packed weights; "" for bytes that nobody shares.
  std::string key;
  bool is_writable;
};

/// A region of one of the program's buffers.
struct Operand {
  static constexpr std::uint32_t absent = UINT32_MAX;
  std::uint32_t buffer = absent;
  std::uint64_t offset = 0, bytes = 0;

  bool present() const { return buffer != absent; }
};

/// What a step sees while it runs.
struct Frame {
  const Kernels& kernels;
  Team& team;
  /// The start of each buffer.
  char* const* buffers;
  std::atomic<bool>& failed;
  /// Where the time of each stage of the step goes; null where nobody wants to know.
  double* microseconds;

  template <typename T>
  T* at(const Operand& operand) const {
    return operand.present() ? reinterpret_cast<T*>(buffers[operand.buffer] + operand.offset) : nullptr;
  }
  /// A value that the step has no result for: the program ends with this step. From any thread.
  void fail() const { failed.store(true, std::memory_order_relaxed); }
};

class LineStep;

class Step {
 public:
  virtual ~Step() = default;
  /// Steps that a profile shows.
  virtual std::size_t stage_count() const { return 1; }
  /// The step as one that makes lines, where it does.
  virtual const LineStep* as_lines() const { return nullptr; }
  virtual void run(const Frame& frame) const noexcept = 0;
  /// Bytes that the step holds, say of packed weights.
  virtual std::size_t held_bytes() const { return 0; }
};

/// How products of matrices are divided here.
struct GemmGeometry {
  std::size_t rows = 0;           ///< of a strip, at most
  std::size_t panel_columns = 0;  ///< of a panel of weights
};

/// Hands out the operands and parameters of one step in order. Every method throws BadProgram when there are none left or
/// they are not what is asked for.
class StepReader {
 public:
  StepReader(const char* name, const double* operands, std::size_t operand_count, const double* parameters,
             std::size_t parameter_count, const std::vector<Buffer>& buffers, const Kernels& kernels, Scratch& scratch,
             Packing& packing);

  /// The next operand; it may be absent where `optional`. Its bytes lie inside its buffer, aligned to `alignment`.
  Operand operand(std::size_t alignment, bool optional = false);
  /// The same for `count` elements of T at least.
  template <typename T>
  Operand elements(std::uint64_t count, bool optional = false) {
    const Operand found = operand(alignof(T), optional);
    if (found.present()) require(found.bytes / sizeof(T) >= count, "an operand is too short");
    return found;
  }
  /// The same for what the step writes to: no constant, as those are shared or read-only, and nothing that it reads besides.
  Operand sink(std::size_t alignment, bool optional = false) { return written(operand(alignment, optional)); }
  template <typename T>
  Operand sink_elements(std::uint64_t count, bool optional = false) {
    return written(elements<T>(count, optional));
  }
  std::size_t operands_left() const { return operand_count_ - next_operand_; }

  /// An integer in [least, most].
  std::int64_t integer(std::int64_t least, std::int64_t most);
  /// A size or count: at least `least`, at most 2^40.
  std::size_t size(std::size_t least = 0);
  float number();
  bool flag() { return integer(0, 1) != 0; }
  /// A reader of the next operands and parameters.
  StepReader nested(const char* name, std::size_t operands, std::size_t parameters);
  /// Of images that are made line by line, so many lines at most are in memory at a time.
  void limit_lines(std::size_t input, std::size_t output) { input_lines_ = input, output_lines_ = output; }
  std::size_t input_lines(std::size_t all) const { return all < input_lines_ ? all : input_lines_; }
  std::size_t output_lines(std::size_t all) const { return all < output_lines_ ? all : output_lines_; }
  /// Everything was taken, and nothing that is written to lies over something else.
  void finish() const;
  std::size_t parameters_left() const { return parameter_count_ - next_parameter_; }

  /// A product that does not overflow: at most 2^48.
  static std::uint64_t product(std::initializer_list<std::uint64_t> factors);

  void require(bool condition, const char* what) const;

  /// The bytes of an operand that is a constant, which steps may read when they are made.
  template <typename T>
  const T* constant(const Operand& operand) const {
    require(operand.present() && !buffers_[operand.buffer].is_writable, "an operand must be a constant");
    return reinterpret_cast<const T*>(buffers_[operand.buffer].data + operand.offset);
  }

  /// What the bytes of a constant are known by in this process, for sharing what is made of them; "" if by nothing.
  const std::string& key(const Operand& operand) const { return buffers_[operand.buffer].key; }

  const Kernels& kernels() const { return kernels_; }
  GemmGeometry gemm_geometry() const;
  /// The program's, whose pieces have so many bytes at least when it runs.
  Scratch& scratch(std::size_t bytes) {
    scratch_.require(bytes);
    return scratch_;
  }
  /// What is made of constant weights; it is there when the program runs.
  Packing& packing() { return packing_; }

 private:
  const char* const name_;
  Operand written(const Operand& operand);

  const double *const operands_, *const parameters_;
  const std::size_t operand_count_, parameter_count_;
  std::size_t next_operand_ = 0, next_parameter_ = 0;
  std::size_t input_lines_ = SIZE_MAX, output_lines_ = SIZE_MAX;
  /// What the step writes to, and all operands in memory that can be written to.
  std::vector<Operand> sinks_, writable_;
  const std::vector<Buffer>& buffers_;
  const Kernels& kernels_;
  Scratch& scratch_;
  Packing& packing_;
};

/// A kind of step, from steps.inc.
struct StepKind {
  const char* name;
  std::unique_ptr<Step> (*make)(StepReader& reader);
};

/// In the order of steps.inc.
const std::vector<StepKind>& step_kinds();

}  // namespace halflite
