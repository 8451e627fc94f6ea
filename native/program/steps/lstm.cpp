#include <algorithm>
#include <array>
#include <cstring>

#include "../activation.h"
#include "../lstm_gates.h"
#include "../sequence.h"
#include "../weight_matrix.h"

namespace halflite {
namespace {

struct Sizes {
  std::size_t inputs, cells, outputs;

  explicit Sizes(StepReader& r) : inputs(r.size(1)), cells(r.size(1)), outputs(r.size(1)) {}
};

/// Operands: weights of the input, weights of the hidden values, the bias, the peephole (optional), the norm (optional).
struct GateWeights {
  WeightMatrix input, recurrent;
  Operand bias, peephole, norm;

  GateWeights(StepReader& r, const Sizes& sizes, bool optional)
      : input(r, sizes.cells, sizes.inputs, optional), recurrent(r, sizes.cells, sizes.outputs, optional),
        bias(r.elements<float>(sizes.cells, optional)), peephole(r.elements<float>(sizes.cells, true)),
        norm(r.elements<float>(sizes.cells, true)) {
    r.require(recurrent.data.present() == input.data.present() && bias.present() == input.data.present(), "a gate is not whole");
  }
};

/// One direction of a layer of LSTM of floats, whose weights may be int8.
///
/// Operands: the rows of the input, the gates (input, forget, candidate, output; the first may be absent), the
/// projection and its bias (optional), hidden values and state of each element of the batch, which are kept, the output, scratch:
/// for each row of the input the sums of all gates, for each element of the batch the sums of all gates and `cells` more; memory for
/// quantized rows. Parameters: the sequence; inputs, cells, outputs; the row of the output and the place in it; the activation; what
/// state and projection are clipped to; how each of the matrices is stored, in the order of the operands; the quantized rows.
class Lstm final : public Step {
 public:
  explicit Lstm(StepReader& r)
      : sequence_(r), sizes_(r), output_row_(r.size(1)), output_place_(r.size()), activation_(read_activation(r)), cell_clip_(r.number()),
        proj_clip_(r.number()), input_(r.elements<float>(StepReader::product({sequence_.rows, sizes_.inputs}))),
        gates_{GateWeights(r, sizes_, true), GateWeights(r, sizes_, false), GateWeights(r, sizes_, false), GateWeights(r, sizes_, false)},
        projection_(r, sizes_.outputs, sizes_.cells, true), projection_bias_(r.elements<float>(sizes_.outputs, true)),
        hidden_(r.sink_elements<float>(StepReader::product({sequence_.batch, sizes_.outputs}))),
        state_(r.sink_elements<float>(StepReader::product({sequence_.batch, sizes_.cells}))),
        output_(r.sink_elements<float>(StepReader::product({sequence_.rows, output_row_}))), first_gate_(gates_[input_gate].input.data.present() ? 0 : 1),
        sums_((gate_count - first_gate_) * sizes_.cells),
        scratch_(r.sink_elements<float>(StepReader::product({sequence_.rows + sequence_.batch, sums_}) + StepReader::product({sequence_.batch, sizes_.cells}))),
        quantized_(r), of_cells_(proj_clip_) {
    r.require(output_place_ <= output_row_ && sizes_.outputs <= output_row_ - output_place_, "the output's rows are too short");
    r.require(projection_.data.present() || sizes_.outputs == sizes_.cells, "there are as many outputs as cells without a projection");
    for (std::size_t g = first_gate_; g < gate_count; g++) {
      const GateWeights& gate = gates_[g];
      // A normalized gate is biased afterwards.
      of_inputs_.add(r, gate.input, gate.norm.present() ? Operand{} : gate.bias);
      of_hidden_.add(r, gate.recurrent, {});
    }
    of_cells_.add(r, projection_, projection_bias_);
    require_quantized(r);
  }

  std::size_t held_bytes() const override { return of_inputs_.held_bytes() + of_hidden_.held_bytes() + of_cells_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    of_inputs_.run(frame, {frame.at<const float>(input_), sequence_.rows, input_sums(frame), sums_}, quantized_);
    for (std::size_t step = 0; step < sequence_.time; step++) run_step(frame, step);
  }

 private:
  void require_quantized(StepReader& r) const {
    const WeightMatrix &input = gates_[output_gate].input, &recurrent = gates_[output_gate].recurrent;
    if (input.is_int8()) quantized_.require(r, sequence_.rows, input.depth);
    if (recurrent.is_int8()) quantized_.require(r, sequence_.batch, recurrent.depth);
    if (projection_.data.present() && projection_.is_int8()) quantized_.require(r, sequence_.batch, projection_.depth);
  }

  float* input_sums(const Frame& frame) const { return frame.at<float>(scratch_); }
  float* hidden_sums(const Frame& frame) const { return input_sums(frame) + sequence_.rows * sums_; }
  /// What is projected, or the hidden values themselves.
  float* shown(const Frame& frame) const {
    return projection_.data.present() ? hidden_sums(frame) + sequence_.batch * sums_ : frame.at<float>(hidden_);
  }

  void run_step(const Frame& frame, std::size_t step) const noexcept {
    constexpr std::size_t cells_at_once = 2048;  // about 20 us
    float* const hidden = frame.at<float>(hidden_);
    of_hidden_.run(frame, {hidden, sequence_.batch, hidden_sums(frame), sums_}, quantized_);
    frame.team.parallel_for(sequence_.batch, cells_at_once / sizes_.cells + 1, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t element = begin; element < end; element++) run_row(frame, step, element);
    });
    if (projection_.data.present()) of_cells_.run(frame, {shown(frame), sequence_.batch, hidden, sizes_.outputs}, quantized_);
    for (std::size_t element = 0; element < sequence_.batch; element++) {
      float* const sink = frame.at<float>(output_) + sequence_.row(step, element) * output_row_ + output_place_;
      std::memcpy(sink, hidden + element * sizes_.outputs, sizes_.outputs * sizeof(float));
    }
  }

  void run_row(const Frame& frame, std::size_t step, std::size_t element) const noexcept {
    const std::size_t cells = sizes_.cells;
    float* const sums = input_sums(frame) + sequence_.row(step, element) * sums_;
    const float* const recurrent = hidden_sums(frame) + element * sums_;
    const auto gate = [&](std::size_t g) -> LstmGate {
      if (g < first_gate_) return {};
      const std::size_t at = (g - first_gate_) * cells;
      const GateWeights& weights = gates_[g];
      return {sums + at, recurrent + at, frame.at<const float>(weights.peephole), frame.at<const float>(weights.norm),
              frame.at<const float>(weights.bias)};
    };
    frame.kernels.lstm_row({cells, gate(input_gate), gate(forget_gate), gate(candidate_gate), gate(output_gate),
                            frame.at<float>(state_) + element * cells, shown(frame) + element * cells, activation_, cell_clip_});
  }

  Sequence sequence_;
  Sizes sizes_;
  std::size_t output_row_, output_place_;
  Activation activation_;
  float cell_clip_, proj_clip_;
  Operand input_;
  std::array<GateWeights, gate_count> gates_;
  WeightMatrix projection_;
  Operand projection_bias_, hidden_, state_, output_;
  std::size_t first_gate_, sums_;  ///< the first gate that is there; the sums of all gates of a row
  Operand scratch_;
  QuantizedRows quantized_;
  MatrixProduct of_inputs_, of_hidden_, of_cells_;
};

}  // namespace

std::unique_ptr<Step> make_lstm(StepReader& reader) { return std::make_unique<Lstm>(reader); }

}  // namespace halflite
