#include "../channel_scales.h"

namespace halflite {
namespace {

/// Stored integers from float32.
///
/// Operands: input, output. Parameters: stored type, the scales.
class Quantize final : public Step {
 public:
  explicit Quantize(StepReader& r)
      : type_(read_stored_type(r)), scales_(r), input_(r.elements<float>(scales_.count())),
        output_(r.sink(width_of(type_))) {
    r.require(output_.bytes / width_of(type_) >= scales_.count(), "the output is too short");
  }

  void run(const Frame& frame) const noexcept override {
    const auto least = static_cast<std::int32_t>(least_of(type_)), most = static_cast<std::int32_t>(most_of(type_));
    scales_.for_each_piece(frame.team, [&](std::size_t start, std::size_t count, float scale, std::int32_t zero) noexcept {
      frame.kernels.quantize(type_, frame.at<const float>(input_) + start,
                             frame.at<char>(output_) + start * width_of(type_), count, scale, zero, least, most);
    });
  }

 private:
  StoredType type_;
  ChannelScales scales_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_quantize(StepReader& reader) { return std::make_unique<Quantize>(reader); }

}  // namespace halflite
