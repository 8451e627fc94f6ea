#include <cmath>

#include "../step.h"

namespace halflite {
namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

/// What gates make of the state in the small form of an LSTM of floats.
///
/// Operands: gates [batch, 4, cells] (input, candidate, forget, output), the state [batch, cells], where hidden values are kept (optional), the new
/// hidden values, the new state. Parameters: batch, cells, whether the state is kept where it is read.
class BasicLstmCell final : public Step {
 public:
  explicit BasicLstmCell(StepReader& r)
      : batch_(r.size()), cells_(r.size(1)), keeps_state_(r.flag()), gates_(r.elements<float>(StepReader::product({batch_, cells_, 4}))),
        state_(keeps_state_ ? r.sink_elements<float>(count()) : r.elements<float>(count())), kept_(r.sink_elements<float>(count(), true)),
        hidden_(r.sink_elements<float>(count())), next_(r.sink_elements<float>(count())) {}

  void run(const Frame& frame) const noexcept override {
    constexpr std::size_t at_once = 256;  // about 20 us
    frame.team.parallel_for(count(), at_once, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = begin; i < end; i++) update(frame, i);
    });
  }

 private:
  std::uint64_t count() const { return StepReader::product({batch_, cells_}); }

  void update(const Frame& frame, std::size_t i) const noexcept {
    const float* const gates = frame.at<const float>(gates_) + i / cells_ * 4 * cells_ + i % cells_;
    float* const state = frame.at<float>(state_) + i;
    const double added = sigmoid(gates[0]) * std::tanh(double{gates[cells_]});
    const double next = added + sigmoid(gates[2 * cells_]) * *state;
    const auto shown = static_cast<float>(sigmoid(gates[3 * cells_]) * std::tanh(next));
    frame.at<float>(next_)[i] = static_cast<float>(next);
    frame.at<float>(hidden_)[i] = shown;
    if (keeps_state_) *state = static_cast<float>(next);
    if (kept_.present()) frame.at<float>(kept_)[i] = shown;
  }

  std::size_t batch_, cells_;
  bool keeps_state_;
  Operand gates_, state_, kept_, hidden_, next_;
};

}  // namespace

std::unique_ptr<Step> make_basic_lstm_cell(StepReader& reader) { return std::make_unique<BasicLstmCell>(reader); }

}  // namespace halflite
