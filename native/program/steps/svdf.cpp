#include <algorithm>
#include <cstring>

#include "../activation.h"
#include "../weight_matrix.h"

namespace halflite {
namespace {

/// A low-rank layer of floats with a memory. The features' weights may be int8.
///
/// Operands: the input [batch, inputs], the features' weights [filters, inputs], the weights over time [filters, memory], the bias (optional), the
/// memory [batch, filters, memory], which is kept, the output [batch, units], scratch: [batch, filters] and [batch, units]; memory for quantized rows. Parameters: batch,
/// inputs, filters, memory, units; the activation; how the features' weights are stored; the quantized rows.
class Svdf final : public Step {
 public:
  explicit Svdf(StepReader& r)
      : batch_(r.size()), inputs_(r.size(1)), filters_(r.size(1)), memory_(r.size(1)), units_(r.size(1)), activation_(read_activation(r)),
        input_(r.elements<float>(StepReader::product({batch_, inputs_}))), features_(r, filters_, inputs_),
        times_(r.elements<float>(StepReader::product({filters_, memory_}))), bias_(r.elements<float>(units_, true)),
        state_(r.sink_elements<float>(StepReader::product({batch_, filters_, memory_}))),
        output_(r.sink_elements<float>(StepReader::product({batch_, units_}))), scratch_(r.sink_elements<float>(StepReader::product({batch_, filters_ + units_}))), quantized_(r) {
    r.require(filters_ % units_ == 0, "filters do not fall into units");
    of_inputs_.add(r, features_, {});
    if (features_.is_int8()) quantized_.require(r, batch_, inputs_);
  }

  std::size_t held_bytes() const override { return of_inputs_.held_bytes(); }

  void run(const Frame& frame) const noexcept override {
    float *const latest = frame.at<float>(scratch_), *const sums = latest + batch_ * filters_, *const state = frame.at<float>(state_);
    of_inputs_.run(frame, {frame.at<const float>(input_), batch_, latest, filters_}, quantized_);
    const std::size_t count = batch_ * filters_ * memory_;
    if (count > 0) std::memmove(state, state + 1, (count - 1) * sizeof(float));
    for (std::size_t i = 0; i < batch_ * filters_; i++) state[i * memory_ + memory_ - 1] = latest[i];
    for (std::size_t element = 0; element < batch_; element++) {
      sum_times(frame, state + element * filters_ * memory_, sums + element * units_);
    }
    const float* const bias = frame.at<const float>(bias_);
    for (std::size_t element = 0; element < batch_; element++) {
      // The products with the features are not needed any more.
      std::fill_n(latest, units_, 0.0f);
      frame.kernels.activate_row(sums + element * units_, bias ? bias : latest, frame.at<float>(output_) + element * units_, units_, activation_);
    }
  }

 private:
  /// The weighted memories of the filters of each unit.
  void sum_times(const Frame& frame, const float* state, float* sink) const noexcept {
    const std::size_t terms = filters_ / units_ * memory_;
    const float* times = frame.at<const float>(times_);
    for (std::size_t unit = 0; unit < units_; unit++, state += terms, times += terms) {
      double sum = 0;
      for (std::size_t i = 0; i < terms; i++) sum += double{times[i]} * double{state[i]};
      sink[unit] = static_cast<float>(sum);
    }
  }

  std::size_t batch_, inputs_, filters_, memory_, units_;
  Activation activation_;
  Operand input_;
  WeightMatrix features_;
  Operand times_, bias_, state_, output_, scratch_;
  QuantizedRows quantized_;
  MatrixProduct of_inputs_;
};

}  // namespace

std::unique_ptr<Step> make_svdf(StepReader& reader) { return std::make_unique<Svdf>(reader); }

}  // namespace halflite
