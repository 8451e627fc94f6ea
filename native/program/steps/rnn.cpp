#include <algorithm>
#include <cstring>

#include "../activation.h"
#include "../weight_matrix.h"
#include "../sequence.h"

namespace halflite {
namespace {

/// One direction of a simple recurrent layer of floats, whose weights may be int8.
///
/// Operands: the rows of the input, its weights, weights of the hidden values, the bias, the hidden values of each element of the
/// batch, which are kept, the output, scratch: `units` for each row of the input and for each element of the batch; memory for
/// quantized rows. Parameters: the sequence; inputs, units; the row of the output and the place in it; the activation; how each of the
/// matrices is stored; the quantized rows.
class Rnn final : public Step {
 public:
  explicit Rnn(StepReader& r)
      : sequence_(r), inputs_(r.size(1)), units_(r.size(1)), output_row_(r.size(1)), output_place_(r.size()), activation_(read_activation(r)),
        input_(r.elements<float>(StepReader::product({sequence_.rows, inputs_}))), weights_(r, units_, inputs_), recurrent_(r, units_, units_),
        bias_(r.elements<float>(units_)), hidden_(r.sink_elements<float>(StepReader::product({sequence_.batch, units_}))),
        output_(r.sink_elements<float>(StepReader::product({sequence_.rows, output_row_}))),
        scratch_(r.sink_elements<float>(StepReader::product({sequence_.rows + sequence_.batch, units_}))), quantized_(r) {
    r.require(output_place_ <= output_row_ && units_ <= output_row_ - output_place_, "the output's rows are too short");
    of_inputs_.add(r, weights_, bias_);
    of_hidden_.add(r, recurrent_, {});
    if (weights_.is_int8()) quantized_.require(r, sequence_.rows, inputs_);
    if (recurrent_.is_int8()) quantized_.require(r, sequence_.batch, units_);
  }

  std::size_t held_bytes() const override { return of_inputs_.held_bytes() + of_hidden_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    float *const sums = frame.at<float>(scratch_), *const hidden_sums = sums + sequence_.rows * units_, *const hidden = frame.at<float>(hidden_);
    of_inputs_.run(frame, {frame.at<const float>(input_), sequence_.rows, sums, units_}, quantized_);
    for (std::size_t step = 0; step < sequence_.time; step++) {
      of_hidden_.run(frame, {hidden, sequence_.batch, hidden_sums, units_}, quantized_);
      for (std::size_t element = 0; element < sequence_.batch; element++) {
        const std::size_t row = sequence_.row(step, element), first = element * units_;
        frame.kernels.activate_row(sums + row * units_, hidden_sums + first, hidden + first, units_, activation_);
        std::memcpy(frame.at<float>(output_) + row * output_row_ + output_place_, hidden + first, units_ * sizeof(float));
      }
    }
  }

 private:
  Sequence sequence_;
  std::size_t inputs_, units_, output_row_, output_place_;
  Activation activation_;
  Operand input_;
  WeightMatrix weights_, recurrent_;
  Operand bias_, hidden_, output_, scratch_;
  QuantizedRows quantized_;
  MatrixProduct of_inputs_, of_hidden_;
};

}  // namespace

std::unique_ptr<Step> make_rnn(StepReader& reader) { return std::make_unique<Rnn>(reader); }

}  // namespace halflite
