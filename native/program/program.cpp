#include "program.h"

#include <chrono>
#include <cmath>

namespace halflite {
namespace {

/// Takes words one after another.
class Words {
 public:
  Words(const double* words, std::size_t count) : words_(words), left_(count) {}

  const double* take(std::size_t count) {
    if (count > left_) throw BadProgram("the program ends early");
    const double* const taken = words_;
    words_ += count;
    left_ -= count;
    return taken;
  }
  std::size_t take_size(double most) {
    const double value = *take(1);
    if (!(value >= 0 && value <= most && value == std::trunc(value))) throw BadProgram("a count is out of range");
    return static_cast<std::size_t>(value);
  }
  std::size_t left() const { return left_; }

 private:
  const double* words_;
  std::size_t left_;
};

constexpr double most_bytes = 1099511627776.0;  // 2^40
constexpr std::size_t words_per_operand = 3;

double microseconds_now() {
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The target's, save that other arithmetic takes the place of gemm_float16, and less what the machine lacks.
Kernels kernels_for(const Target& target, Arithmetic arithmetic) {
  Kernels kernels = *target.kernels;
  if (arithmetic == Arithmetic::float16 && target.has_float16_arithmetic()) kernels.gemm_float16 = kernels.gemm_in_float16;
  if (target.has_byte_permutations()) kernels.look_up = kernels.look_up_by_permutation;
  if (!target.has_byte_products()) {
    kernels.integer_gemm_in_bytes = nullptr;
    kernels.integer_depthwise_in_bytes = nullptr;
  }
  return kernels;
}

}  // namespace

Program::Program(const Target& target, const double* words, std::size_t count,
                 const std::vector<ConstantBytes>& constants, Arithmetic arithmetic)
    : kernels_(kernels_for(target, arithmetic)) {
  Words reader(words, count);
  arena_bytes_ = reader.take_size(most_bytes);
  std::vector<Buffer> buffers = {{nullptr, arena_bytes_, "", true}};
  for (const ConstantBytes& constant : constants) {
    buffers.push_back({constant.data, constant.length, constant.key, constant.is_variable});
  }
  for (const Buffer& buffer : buffers) buffers_.push_back(buffer.data);
  const std::size_t steps = reader.take_size(static_cast<double>(reader.left()));
  for (std::size_t i = 0; i < steps; i++) {
    const std::size_t kind = reader.take_size(static_cast<double>(step_kinds().size() - 1));
    const std::size_t operands = reader.take_size(static_cast<double>(reader.left()));
    const std::size_t parameters = reader.take_size(static_cast<double>(reader.left()));
    const double* const operand_words = reader.take(words_per_operand * operands);
    const double* const parameter_words = reader.take(parameters);
    StepReader step(step_kinds()[kind].name, operand_words, operands, parameter_words, parameters, buffers, kernels_, scratch_, packing_);
    try {
      steps_.push_back(step_kinds()[kind].make(step));
      step.finish();
    } catch (BadProgram& error) {
      error.step = static_cast<double>(stage_count_);
      throw;
    }
    stage_count_ += steps_.back()->stage_count();
    claimed_.push_back(packing_.count());
  }
  if (reader.left() != 0) throw BadProgram("the program has words to spare");
  packing_.finish();
}

std::size_t Program::held_bytes() const {
  std::size_t bytes = 0;
  for (const auto& step : steps_) bytes += step->held_bytes();
  return bytes;
}

void Program::pack() const noexcept {
  Team alone(1);
  packing_.pack(0, packing_.count(), alone);
}

std::size_t Program::run(ThreadPool& pool, std::size_t threads, char* arena, double* microseconds) const {
  std::vector<char*> buffers = buffers_;
  buffers[0] = arena;
  std::atomic<bool> failed{false};
  std::size_t done = 0;
  with_team(pool, threads, [&](Team& team) noexcept {
    for (std::size_t i = 0; i < steps_.size(); i++) {
      const Step& step = *steps_[i];
      double* const times = microseconds ? microseconds + done : nullptr;
      packing_.pack(i > 0 ? claimed_[i - 1] : 0, claimed_[i], team);
      const double begun = times ? microseconds_now() : 0;
      step.run(Frame{kernels_, team, buffers.data(), failed, times});
      if (failed.load(std::memory_order_relaxed)) break;
      if (times && step.stage_count() == 1) *times = microseconds_now() - begun;
      done += step.stage_count();
    }
  });
  return done;
}

}  // namespace halflite
