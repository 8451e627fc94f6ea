#include <algorithm>
#include <cstdint>

#include "../integer_map.h"

namespace halflite {
namespace {

/// a * b of numbers in 16 bits, as gemmlowp rounds it.
std::int32_t times_16(std::int32_t a, std::int32_t b) {
  if (a == INT16_MIN && b == INT16_MIN) return INT16_MAX;
  const std::int32_t product = a * b;
  return (product + (product >= 0 ? 1 << 14 : 1 - (1 << 14))) / (1 << 15);
}

/// One step of the small form of an LSTM: uint8 values around 128, a state of int16 in Q4.11.
///
/// Operands: rows of input and hidden values [batch, depth], weights [4 * cells, depth] of uint8 (of the gates input, candidate, forget, output),
/// their bias of int32, tables of what the sigmoid, the tangent of candidates and that of the state make of each int16, the state
/// [batch, cells], where hidden values are kept (optional), the new hidden values, the new state, the gates [batch, 4, cells]. Parameters:
/// batch, depth, cells, whether the state is kept where it is read, the zero point of the weights, how sums are rescaled.
class IntegerBasicLstm final : public Step {
 public:
  explicit IntegerBasicLstm(StepReader& r)
      : batch_(r.size()), depth_(r.size(1)), cells_(r.size(1)), keeps_state_(r.flag()), zero_(read_int32(r, -255, 255)), factor_(read_multiplier(r)),
        rows_(r.elements<std::uint8_t>(StepReader::product({batch_, depth_}))), weights_(r.elements<std::uint8_t>(StepReader::product({4, cells_, depth_}))),
        bias_(r.elements<std::int32_t>(4 * cells_)), sigmoid_(table(r)), candidate_(table(r)), of_state_(table(r)),
        state_(keeps_state_ ? r.sink_elements<std::int16_t>(count()) : r.elements<std::int16_t>(count())),
        kept_(r.sink_elements<std::uint8_t>(count(), true)), hidden_(r.sink_elements<std::uint8_t>(count())),
        next_(r.sink_elements<std::int16_t>(count())), gates_(r.sink_elements<std::int16_t>(StepReader::product({4, batch_, cells_}))) {}

  void run(const Frame& frame) const noexcept override {
    constexpr std::size_t products_at_once = 1 << 16, cells_at_once = 2048;  // about 20 us
    frame.team.parallel_for(4 * count(), products_at_once / depth_ + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) frame.at<std::int16_t>(gates_)[i] = gate(frame, i / (4 * cells_), i % (4 * cells_));
    });
    frame.team.parallel_for(count(), cells_at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) update(frame, i);
    });
  }

 private:
  static Operand table(StepReader& r) { return r.elements<std::int16_t>(65536); }
  std::uint64_t count() const { return StepReader::product({batch_, cells_}); }

  /// Rounded once, half up.
  std::int16_t gate(const Frame& frame, std::size_t row, std::size_t number) const noexcept {
    const auto *const x = frame.at<const std::uint8_t>(rows_) + row * depth_, *const w = frame.at<const std::uint8_t>(weights_) + number * depth_;
    auto sum = static_cast<std::uint32_t>(frame.at<const std::int32_t>(bias_)[number]);
    for (std::size_t i = 0; i < depth_; i++) sum += static_cast<std::uint32_t>((w[i] - zero_) * (x[i] - 128));
    const int right = 31 - factor_.shift;
    const std::int64_t product = std::int64_t{static_cast<std::int32_t>(sum)} * factor_.multiplier;
    return saturate_16((product + (std::int64_t{1} << (right - 1))) >> right);
  }

  void update(const Frame& frame, std::size_t i) const noexcept {
    constexpr int state_bits = 4;
    const auto* const gates = frame.at<const std::int16_t>(gates_) + i / cells_ * 4 * cells_ + i % cells_;
    const auto look_up = [&](const Operand& table, std::int32_t x) { return frame.at<const std::int16_t>(table)[x + 32768]; };
    std::int16_t* const state = frame.at<std::int16_t>(state_) + i;
    const std::int32_t added = times_16(look_up(sigmoid_, gates[0]), look_up(candidate_, gates[cells_]));
    const std::int32_t held = times_16(look_up(sigmoid_, gates[2 * cells_]), *state);
    const std::int16_t next = saturate_16(std::int64_t{rounding_shift_right(added, state_bits)} + held);
    const std::int32_t shown = times_16(look_up(sigmoid_, gates[3 * cells_]), look_up(of_state_, next));
    const auto hidden = static_cast<std::uint8_t>(128 + saturate_8(rounding_shift_right(shown, 8)));
    frame.at<std::int16_t>(next_)[i] = next;
    frame.at<std::uint8_t>(hidden_)[i] = hidden;
    if (keeps_state_) *state = next;
    if (kept_.present()) frame.at<std::uint8_t>(kept_)[i] = hidden;
  }

  std::size_t batch_, depth_, cells_;
  bool keeps_state_;
  std::int32_t zero_;
  FixedMultiplier factor_;
  Operand rows_, weights_, bias_, sigmoid_, candidate_, of_state_, state_, kept_, hidden_, next_, gates_;
};

}  // namespace

std::unique_ptr<Step> make_integer_basic_lstm(StepReader& reader) { return std::make_unique<IntegerBasicLstm>(reader); }

}  // namespace halflite
