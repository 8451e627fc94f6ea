#include <algorithm>
#include <array>
#include <cstring>

#include "../integer_map.h"
#include "../lstm_gates.h"
#include "../sequence.h"

namespace halflite {
namespace {

/// What brings the sums of a row to a common mean and variance. Operands: coefficients of int16, biases of int32 (both or neither).
/// Parameters: how results are rescaled, what a variance below 1 is taken for.
struct IntegerNorm {
  Operand coefficients, bias;
  FixedMultiplier factor;
  std::int32_t guard;

  IntegerNorm(StepReader& r, std::size_t cells)
      : coefficients(r.elements<std::int16_t>(cells, true)), bias(r.elements<std::int32_t>(cells, true)), factor(read_multiplier(r)),
        guard(read_int32(r, 0)) {
    r.require(coefficients.present() == bias.present(), "coefficients and biases belong together");
  }

  /// Of sums that 16 bits hold.
  void run(const Frame& frame, std::int32_t* sums, std::size_t cells) const noexcept {
    std::int64_t sum = 0, squares = 0;
    for (std::size_t cell = 0; cell < cells; cell++) {
      sum += sums[cell];
      squares += sums[cell] * sums[cell];
    }
    // 10 bits of fraction.
    const auto count = static_cast<std::int64_t>(cells);
    const std::int64_t mean = sum * 1024 / count, variance = (squares * ((1 << 20) / count) - mean * mean) / (1 << 20);
    const FixedMultiplier inverse = inverse_square_root(variance < 1 ? guard : static_cast<std::int32_t>(variance));
    for (std::size_t cell = 0; cell < cells; cell++) {
      const std::int32_t normal = multiply_fixed(1024 * sums[cell] - static_cast<std::int32_t>(mean), inverse);
      const std::int64_t weighted = wrapping_add(wrapping_product(normal, frame.at<const std::int16_t>(coefficients)[cell]),
                                                 frame.at<const std::int32_t>(bias)[cell]);
      const std::int64_t rounded = (weighted + (weighted > 0 ? 512 : -512)) / 1024;
      sums[cell] = saturate_16(multiply_fixed(static_cast<std::int32_t>(rounded), factor));
    }
  }
};

/// Operands besides: the peephole [batch, cells] of int16 (optional). Parameters besides: how its products are rescaled.
struct IntegerGate {
  IntegerMap input, recurrent;
  Operand peephole;
  FixedMultiplier peephole_factor;
  IntegerNorm norm;

  IntegerGate(StepReader& r, std::size_t batch, std::size_t inputs, std::size_t cells, std::size_t outputs, bool optional)
      : input(r, cells, inputs, optional), recurrent(r, cells, outputs, optional),
        peephole(r.elements<std::int16_t>(StepReader::product({batch, cells}), true)),
        peephole_factor(read_multiplier(r)), norm(r, cells) {
    r.require(input.weights.present() == recurrent.weights.present(), "a gate is not whole");
  }

  /// Makes what the gate's function is looked up for, in 16 bits, of products with the input and, in `sums`, with hidden values.
  void open(const Frame& frame, std::size_t element, const std::int32_t* of_input, std::int32_t* sums, const std::int16_t* state) const noexcept {
    const auto* const peepholes = frame.at<const std::int16_t>(peephole);
    const auto* const weights = peepholes ? peepholes + element * input.units : nullptr;
    for (std::size_t cell = 0; cell < input.units; cell++) {
      const std::int16_t first = saturate_16(input.rescaled(frame, of_input[cell], cell));
      sums[cell] = saturate_16(std::int64_t{recurrent.rescaled(frame, sums[cell], cell)} + first);
      if (weights) sums[cell] = saturate_16(std::int64_t{multiply_fixed(weights[cell] * state[cell], peephole_factor)} + sums[cell]);
    }
    if (norm.coefficients.present()) norm.run(frame, sums, input.units);
  }
};

/// A layer of LSTM of int8 values with an int16 state.
///
/// Operands: the rows of the input, the gates (input, forget, candidate, output; the first may be absent), tables of what the sigmoid, the
/// activation of candidates and that of the state make of each int16, the projection (optional), hidden values and state of each element
/// of the batch, which are kept, the output, scratch. Parameters: the sequence; inputs, cells, outputs; the shift that brings products of
/// gate and candidate to the state's scale; what state and projection are clipped to (0: they are not); how what is shown of the state is rescaled, and
/// its zero point; the zero point of projections; the factors of the operands' products, in their order.
class IntegerLstm final : public Step {
 public:
  explicit IntegerLstm(StepReader& r)
      : sequence_(r), inputs_(r.size(1)), cells_(r.size(1)), outputs_(r.size(1)), state_shift_(static_cast<int>(r.integer(0, 31))),
        cell_clip_(read_int32(r, 0, INT16_MAX)), proj_clip_(read_int32(r, 0, INT8_MAX)), shown_factor_(read_multiplier(r)), shown_zero_(read_int32(r, -255, 255)),
        output_zero_(read_int32(r, -255, 255)), input_(r.elements<std::int8_t>(StepReader::product({sequence_.rows, inputs_}))),
        gates_{gate(r, true), gate(r, false), gate(r, false), gate(r, false)}, sigmoid_(table(r)), candidate_(table(r)), of_state_(table(r)),
        projection_(r, outputs_, cells_, true), hidden_(r.sink_elements<std::int8_t>(StepReader::product({sequence_.batch, outputs_}))),
        state_(r.sink_elements<std::int16_t>(StepReader::product({sequence_.batch, cells_}))),
        output_(r.sink_elements<std::int8_t>(StepReader::product({sequence_.rows, outputs_}))), scratch_(r.sink(64)),
        first_gate_(gates_[input_gate].input.weights.present() ? 0 : 1), sums_((gate_count - first_gate_) * cells_) {
    r.require(projection_.weights.present() || outputs_ == cells_, "there are as many outputs as cells without a projection");
    const std::uint64_t batch = sequence_.batch, rows = sequence_.rows, deepest = padded_words(std::max(outputs_, cells_));
    const std::uint64_t words = StepReader::product({rows, padded_words(inputs_), 2}) + StepReader::product({batch, deepest, 2});
    r.require(scratch_.bytes >= words + StepReader::product({rows + batch, sums_, 4}) + StepReader::product({batch, outputs_, 4}) +
                                    StepReader::product({batch, cells_}),
              "there is too little scratch memory");
  }

  void run(const Frame& frame) const noexcept override {
    const Work work = work_in(frame);
    widen_rows(frame, frame.at<const std::int8_t>(input_), sequence_.rows, inputs_, work.input_words);
    for (std::size_t g = first_gate_; g < gate_count; g++) {
      gates_[g].input.run(frame, work.input_words, sequence_.rows, work.input_sums + (g - first_gate_) * cells_, sums_);
    }
    for (std::size_t step = 0; step < sequence_.time; step++) run_step(frame, work, step);
  }

 private:
  struct Work {
    std::int16_t *input_words, *words;
    std::int32_t *input_sums, *hidden_sums, *projection_sums;
    std::int8_t* shown;  ///< what is projected, or the hidden values themselves
  };

  IntegerGate gate(StepReader& r, bool optional) const { return {r, sequence_.batch, inputs_, cells_, outputs_, optional}; }
  static Operand table(StepReader& r) { return r.elements<std::int16_t>(65536); }

  Work work_in(const Frame& frame) const noexcept {
    Work work{};
    work.input_words = frame.at<std::int16_t>(scratch_);
    work.words = work.input_words + sequence_.rows * padded_words(inputs_);
    work.input_sums = reinterpret_cast<std::int32_t*>(work.words + sequence_.batch * padded_words(std::max(outputs_, cells_)));
    work.hidden_sums = work.input_sums + sequence_.rows * sums_;
    work.projection_sums = work.hidden_sums + sequence_.batch * sums_;
    auto* const raw = reinterpret_cast<std::int8_t*>(work.projection_sums + sequence_.batch * outputs_);
    work.shown = projection_.weights.present() ? raw : frame.at<std::int8_t>(hidden_);
    return work;
  }

  void run_step(const Frame& frame, const Work& work, std::size_t step) const noexcept {
    constexpr std::size_t cells_at_once = 512;  // about 20 us
    std::int8_t* const hidden = frame.at<std::int8_t>(hidden_);
    widen_rows(frame, hidden, sequence_.batch, outputs_, work.words);
    for (std::size_t g = first_gate_; g < gate_count; g++) {
      gates_[g].recurrent.run(frame, work.words, sequence_.batch, work.hidden_sums + (g - first_gate_) * cells_, sums_);
    }
    const std::size_t grain = cells_at_once / cells_ + 1;
    frame.team.parallel_for(sequence_.batch, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t element = begin; element < end; element++) run_row(frame, work, sequence_.row(step, element), element);
    });
    if (projection_.weights.present()) project(frame, work);
    for (std::size_t element = 0; element < sequence_.batch; element++) {
      std::memcpy(frame.at<std::int8_t>(output_) + sequence_.row(step, element) * outputs_, hidden + element * outputs_, outputs_);
    }
  }

  void run_row(const Frame& frame, const Work& work, std::size_t row, std::size_t element) const noexcept {
    const std::int32_t* const of_input = work.input_sums + row * sums_;
    std::int32_t* const sums = work.hidden_sums + element * sums_;
    std::int16_t* const state = frame.at<std::int16_t>(state_) + element * cells_;
    const auto *const sigmoid = frame.at<const std::int16_t>(sigmoid_) + 32768, *const candidate = frame.at<const std::int16_t>(candidate_) + 32768;
    const auto* const of_state = frame.at<const std::int16_t>(of_state_) + 32768;
    const auto opened = [&](std::size_t g) { return sums + (g - first_gate_) * cells_; };
    const auto open = [&](std::size_t g) { gates_[g].open(frame, element, of_input + (g - first_gate_) * cells_, opened(g), state); };
    for (std::size_t g = first_gate_; g < output_gate; g++) open(g);
    for (std::size_t cell = 0; cell < cells_; cell++) {
      const std::int32_t kept = sigmoid[opened(forget_gate)[cell]], drawn = candidate[opened(candidate_gate)[cell]];
      const std::int32_t share = first_gate_ == input_gate ? sigmoid[opened(input_gate)[cell]] : INT16_MAX - kept;
      std::int32_t next = saturate_16(std::int64_t{rounding_shift_right(kept * state[cell], 15)} + rounding_shift_right(share * drawn, state_shift_));
      if (cell_clip_ > 0) next = std::clamp(next, -cell_clip_, cell_clip_);
      state[cell] = static_cast<std::int16_t>(next);
    }
    open(output_gate);
    for (std::size_t cell = 0; cell < cells_; cell++) {
      const std::int32_t shown = sigmoid[opened(output_gate)[cell]] * of_state[state[cell]];
      work.shown[element * cells_ + cell] = saturate_8(std::int64_t{multiply_fixed(shown, shown_factor_)} + shown_zero_);
    }
  }

  void project(const Frame& frame, const Work& work) const noexcept {
    widen_rows(frame, work.shown, sequence_.batch, cells_, work.words);
    projection_.run(frame, work.words, sequence_.batch, work.projection_sums, outputs_);
    std::int8_t* const hidden = frame.at<std::int8_t>(hidden_);
    for (std::size_t i = 0; i < sequence_.batch * outputs_; i++) {
      const std::int32_t rescaled = projection_.rescaled(frame, work.projection_sums[i], i % outputs_);
      hidden[i] = saturate_8(std::int64_t{rescaled} + output_zero_);
      if (proj_clip_ > 0) hidden[i] = static_cast<std::int8_t>(std::clamp<std::int32_t>(hidden[i], -proj_clip_, proj_clip_));
    }
  }

  Sequence sequence_;
  std::size_t inputs_, cells_, outputs_;
  int state_shift_;
  std::int32_t cell_clip_, proj_clip_;
  FixedMultiplier shown_factor_;
  std::int32_t shown_zero_, output_zero_;
  Operand input_;
  std::array<IntegerGate, gate_count> gates_;
  Operand sigmoid_, candidate_, of_state_;
  IntegerMap projection_;
  Operand hidden_, state_, output_, scratch_;
  std::size_t first_gate_, sums_;  ///< the first gate that is there; the sums of all gates of a row
};

}  // namespace

std::unique_ptr<Step> make_integer_lstm(StepReader& reader) { return std::make_unique<IntegerLstm>(reader); }

}  // namespace halflite
