#include "../broadcast.h"
#include "../byte_function.h"
#include "../stored_type.h"

namespace halflite {
namespace {

/// Stored integers at another scale, those below the zero point by a factor of their own.
///
/// Operands: input, output. Parameters: both stored types, count, both zeros, factor, factor below, range.
class Rescale final : public Step {
 public:
  explicit Rescale(StepReader& r)
      : from_(read_stored_type(r)), to_(read_stored_type(r)), count_(r.size()), rescaling_(read_rescaling(r)) {
    input_ = r.operand(width_of(from_));
    output_ = r.sink(width_of(to_));
    r.require(input_.bytes / width_of(from_) >= count_ && output_.bytes / width_of(to_) >= count_, "an operand is too short");
    if (is_of_bytes()) r.kernels().rescale(from_, to_, every_byte.data(), table_.data(), table_.size(), rescaling_);
  }

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(count_, cheap_grain, [&](std::size_t begin, std::size_t end) noexcept {
      if (is_of_bytes() && end - begin >= many_bytes) {
        return frame.kernels.look_up(table_.data(), frame.at<const std::uint8_t>(input_) + begin, frame.at<std::uint8_t>(output_) + begin, end - begin);
      }
      frame.kernels.rescale(from_, to_, frame.at<const char>(input_) + begin * width_of(from_),
                            frame.at<char>(output_) + begin * width_of(to_), end - begin, rescaling_);
    });
  }

 private:
  bool is_of_bytes() const { return width_of(from_) == 1 && width_of(to_) == 1; }

  StoredType from_, to_;
  std::size_t count_;
  Rescaling rescaling_;
  Operand input_, output_;
  ByteTable256 table_;
};

}  // namespace

std::unique_ptr<Step> make_rescale(StepReader& reader) { return std::make_unique<Rescale>(reader); }

}  // namespace halflite
