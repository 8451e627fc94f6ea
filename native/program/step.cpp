#include "step.h"

#include <algorithm>
#include <cmath>

#include "../cpu/detect.h"

namespace halflite {
namespace {

constexpr double numbers_in_an_operand = 3;

bool is_integer(double value) { return std::isfinite(value) && value == std::trunc(value); }

}  // namespace

StepReader::StepReader(const char* name, const double* operands, std::size_t operand_count, const double* parameters,
                       std::size_t parameter_count, const std::vector<Buffer>& buffers, const Kernels& kernels, Scratch& scratch,
                       Packing& packing)
    : name_(name),
      operands_(operands),
      parameters_(parameters),
      operand_count_(operand_count),
      parameter_count_(parameter_count),
      buffers_(buffers),
      kernels_(kernels),
      scratch_(scratch),
      packing_(packing) {}

void StepReader::require(bool condition, const char* what) const {
  if (!condition) throw BadProgram(std::string(name_) + ": " + what);
}

Operand StepReader::operand(std::size_t alignment, bool optional) {
  require(next_operand_ < operand_count_, "an operand is missing");
  const double* const words = operands_ + static_cast<std::size_t>(numbers_in_an_operand) * next_operand_++;
  if (words[0] == -1) {
    require(optional, "an operand must be present");
    return {};
  }
  require(is_integer(words[0]) && words[0] >= 0 && words[0] < static_cast<double>(buffers_.size()),
          "a buffer does not exist");
  const auto number = static_cast<std::uint32_t>(words[0]);
  const Buffer& buffer = buffers_[number];
  const double size = static_cast<double>(buffer.bytes);
  require(is_integer(words[1]) && is_integer(words[2]) && words[1] >= 0 && words[2] >= 0 && words[1] <= size &&
              words[2] <= size - words[1],
          "an operand lies outside of its buffer");
  const auto offset = static_cast<std::uint64_t>(words[1]);
  const std::uint64_t base = number == 0 ? 0 : reinterpret_cast<std::uintptr_t>(buffer.data);
  require((base + offset) % alignment == 0, "an operand is not aligned");
  const Operand found{number, offset, static_cast<std::uint64_t>(words[2])};
  if (buffer.is_writable && found.bytes > 0) writable_.push_back(found);
  return found;
}

Operand StepReader::written(const Operand& operand) {
  require(!operand.present() || buffers_[operand.buffer].is_writable, "a constant cannot be written to");
  if (operand.present() && operand.bytes > 0) sinks_.push_back(operand);
  return operand;
}

StepReader StepReader::nested(const char* name, std::size_t operands, std::size_t parameters) {
  require(operands <= operands_left() && parameters <= parameters_left(), "a stage is missing");
  const double* const first_operand = operands_ + static_cast<std::size_t>(numbers_in_an_operand) * next_operand_;
  const double* const first_parameter = parameters_ + next_parameter_;
  next_operand_ += operands;
  next_parameter_ += parameters;
  return {name, first_operand, operands, first_parameter, parameters, buffers_, kernels_, scratch_, packing_};
}

/// Rows a power of two apart share a set of the first-level cache: no more of them than it holds.
GemmGeometry StepReader::gemm_geometry() const {
  GemmGeometry geometry;
  kernels_.gemm_geometry(&geometry.rows, &geometry.panel_columns);
  geometry.rows = std::min(geometry.rows, cpu::first_level_ways());
  return geometry;
}

void StepReader::finish() const {
  require(operands_left() == 0 && parameters_left() == 0, "it has operands or parameters to spare");
  for (const Operand& sink : sinks_) {
    std::size_t over = 0;
    for (const Operand& other : writable_) {
      if (sink.buffer == other.buffer && sink.offset < other.offset + other.bytes && other.offset < sink.offset + sink.bytes) over++;
    }
    require(over == 1, "what it writes to lies over another operand");
  }
}

std::int64_t StepReader::integer(std::int64_t least, std::int64_t most) {
  require(next_parameter_ < parameter_count_, "a parameter is missing");
  const double value = parameters_[next_parameter_++];
  require(is_integer(value) && value >= static_cast<double>(least) && value <= static_cast<double>(most),
          "a parameter is out of range");
  return static_cast<std::int64_t>(value);
}

std::size_t StepReader::size(std::size_t least) {
  return static_cast<std::size_t>(integer(static_cast<std::int64_t>(least), std::int64_t{1} << 40));
}

float StepReader::number() {
  require(next_parameter_ < parameter_count_, "a parameter is missing");
  return static_cast<float>(parameters_[next_parameter_++]);
}

std::uint64_t StepReader::product(std::initializer_list<std::uint64_t> factors) {
  constexpr std::uint64_t most = std::uint64_t{1} << 48;
  std::uint64_t product = 1;
  for (const std::uint64_t factor : factors) {
    if (factor != 0 && product > most / factor) throw BadProgram("a size is beyond 2^48");
    product *= factor;
  }
  return product;
}

#define STEP(name) std::unique_ptr<Step> make_##name(StepReader& reader);
#include "steps.inc"
#undef STEP

const std::vector<StepKind>& step_kinds() {
#define STEP(name) {#name, &make_##name},
  static const std::vector<StepKind> kinds = {
#include "steps.inc"
  };
#undef STEP
  return kinds;
}

}  // namespace halflite
