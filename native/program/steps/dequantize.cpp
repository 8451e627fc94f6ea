#include "../channel_scales.h"

namespace halflite {
namespace {

/// float32 from stored integers of 8 or 16 bits.
///
/// Operands: input, output. Parameters: stored type, the scales.
class Dequantize final : public Step {
 public:
  explicit Dequantize(StepReader& r)
      : type_(read_stored_type(r)), scales_(r), input_(r.operand(width_of(type_))),
        output_(r.sink_elements<float>(scales_.count())) {
    r.require(input_.bytes / width_of(type_) >= scales_.count(), "the input is too short");
  }

  void run(const Frame& frame) const noexcept override {
    scales_.for_each_piece(frame.team, [&](std::size_t start, std::size_t count, float scale, std::int32_t zero) noexcept {
      frame.kernels.dequantize(type_, frame.at<const char>(input_) + start * width_of(type_),
                               frame.at<float>(output_) + start, count, scale, zero);
    });
  }

 private:
  StoredType type_;
  ChannelScales scales_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_dequantize(StepReader& reader) { return std::make_unique<Dequantize>(reader); }

}  // namespace halflite
