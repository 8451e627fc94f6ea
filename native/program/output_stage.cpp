#include "output_stage.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "quantized_multiplier.h"
#include "stored_type.h"

namespace halflite {
namespace {

/// Kernels read whole tiles of channels.
constexpr std::size_t tile = 64;

/// Beyond this, products with 16-bit multipliers could overflow.
constexpr double most_wide_bias = 70368744177664.0;  // 2^46

/// Wide sums times a 16-bit multiplier are shifted to the right.
double most_factor(StageKind kind) { return kind == StageKind::fixed_wide ? 16383 : 1e100; }

/// The elements of a constant, zeros where it is absent, and zeros behind them.
template <typename T>
std::vector<T> padded(StepReader& r, const Operand& operand, std::size_t channels) {
  r.require(!operand.present() || operand.bytes / sizeof(T) >= channels, "a constant of the output is too short");
  std::vector<T> values((channels + tile - 1) / tile * tile + tile);
  if (!operand.present()) return values;
  std::memcpy(values.data(), r.constant<char>(operand), channels * sizeof(T));
  return values;
}

template <typename T>
bool all_within(const std::vector<T>& values, T least, T most) {
  return std::all_of(values.begin(), values.end(), [=](T value) { return value >= least && value <= most; });
}

template <typename T>
std::size_t bytes_of(const std::vector<T>& values) {
  return values.size() * sizeof(T);
}

}  // namespace

StepOutput::StepOutput(StepReader& r, std::size_t channels) {
  const Operand bias = r.operand(1, true), factors = r.operand(1, true);
  stage_.kind = static_cast<StageKind>(r.integer(0, static_cast<std::int64_t>(StageKind::hybrid)));
  stage_.output = read_stored_type(r);
  stage_.zero_point = read_int32(r, -(1 << 20), 1 << 20);
  stage_.least = read_int32(r, least_of(stage_.output), most_of(stage_.output));
  stage_.most = read_int32(r, stage_.least, most_of(stage_.output));
  stage_.float_least = r.number();
  stage_.float_most = r.number();
  stage_.separately = r.flag();
  const bool whole = stage_.kind == StageKind::stored || stage_.kind == StageKind::hybrid;
  r.require(whole == (stage_.output == StoredType::int32), "the output has another type");
  // Sums that are kept need nothing; whatever else, its factors bound the number of channels.
  if (stage_.kind == StageKind::stored) return;
  r.require(factors.present(), "the factors are missing");
  read_factors(r, factors, channels);
  read_bias(r, bias, channels);
}

void StepOutput::read_factors(StepReader& r, const Operand& factors, std::size_t channels) {
  if (stage_.kind == StageKind::hybrid) {
    float_scales_ = padded<float>(r, factors, channels);
    stage_.float_scales = float_scales_.data();
    return;
  }
  const bool is_real = stage_.kind == StageKind::real || stage_.kind == StageKind::real_wide;
  std::vector<double> values = padded<double>(r, factors, channels);
  r.require(all_within(values, 0.0, most_factor(stage_.kind)), "a factor is out of range");
  if (!is_real) return quantize(values, channels);
  scales_ = std::move(values);
  stage_.scales = scales_.data();
}

void StepOutput::quantize(const std::vector<double>& factors, std::size_t channels) {
  const bool wide = stage_.is_wide();
  multipliers_.resize(factors.size());
  // Padding is no channel; it does not keep the kernel from what it does with most factors.
  shifts_.assign(factors.size(), wide ? 1 : OutputStage::least_rounding_shift);
  for (std::size_t i = 0; i < channels; i++) {
    const auto [multiplier, shift] = quantize_multiplier(factors[i]);
    multipliers_[i] = wide ? reduced_multiplier(multiplier) : multiplier;
    shifts_[i] = wide ? 15 - shift : shift;
  }
  stage_.multipliers = multipliers_.data();
  stage_.shifts = shifts_.data();
  if (!wide) find_roundings();
}

void StepOutput::find_roundings() {
  for (const std::int32_t shift : shifts_) {
    const bool has_room = shift >= OutputStage::least_rounding_shift && shift <= OutputStage::most_rounding_shift;
    const std::int64_t unit = has_room && stage_.has_byte_zero() ? std::int64_t{1} << (30 - shift) : 0;
    roundings_.push_back((1 << 30) + (2 * stage_.zero_point + 1) * unit);
  }
  stage_.roundings = roundings_.data();
}

void StepOutput::read_bias(StepReader& r, const Operand& bias, std::size_t channels) {
  if (stage_.is_wide()) {
    wide_bias_ = padded<double>(r, bias, channels);
    r.require(all_within(wide_bias_, -most_wide_bias, most_wide_bias), "a bias is out of range");
    stage_.wide_bias = wide_bias_.data();
  } else if (stage_.kind == StageKind::hybrid) {
    float_bias_ = padded<float>(r, bias, channels);
    stage_.float_bias = float_bias_.data();
  } else {
    bias_ = padded<std::int32_t>(r, bias, channels);
    stage_.bias = bias_.data();
  }
}

std::size_t StepOutput::held_bytes() const {
  return bytes_of(bias_) + bytes_of(multipliers_) + bytes_of(shifts_) + bytes_of(roundings_) + bytes_of(wide_bias_) + bytes_of(scales_) +
         bytes_of(float_bias_) + bytes_of(float_scales_);
}

}  // namespace halflite
