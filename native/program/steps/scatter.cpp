#include <algorithm>
#include <cstdint>

#include "../indices.h"

namespace halflite {
namespace {

enum class Scattering : std::uint32_t { add_floats = 0, add_integers = 1, keep_largest_byte = 2, assign = 3 };

/// Slices that are added to those of the sink, or take their place, one after another: SCATTER_ND, SPARSE_TO_DENSE. Fails where an
/// index lies outside of the sink.
///
/// Operands: indices, slices, sink. Parameters: as SlicePositions, how, bytes of an element (1, 2, 4 or 8), elements of a slice,
/// whether the first one serves for all.
class Scatter final : public Step {
 public:
  explicit Scatter(StepReader& r)
      : positions_(r), how_(static_cast<Scattering>(r.integer(0, 3))), width_(static_cast<std::size_t>(r.integer(1, 8))),
        block_(r.size(1)), stride_(r.flag() ? 0 : block_) {
    r.require((width_ & (width_ - 1)) == 0, "elements have 1, 2, 4 or 8 bytes");
    r.require(how_ != Scattering::add_floats || width_ == 4, "floats have 4 bytes");
    r.require(how_ != Scattering::keep_largest_byte || width_ == 1, "a byte is one byte");
    slices_ = r.operand(width_);
    sink_ = r.sink(width_);
    const std::uint64_t given = stride_ == 0 ? std::min<std::size_t>(1, positions_.count()) : positions_.count();
    r.require(slices_.bytes / width_ >= StepReader::product({given, block_}), "the slices are too short");
    r.require(sink_.bytes / width_ >= StepReader::product({positions_.slices(), block_}), "the sink is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (how_ == Scattering::add_floats) {
      return run_as<float>(frame, [](float& sink, float value) { sink += value; });
    }
    if (width_ == 1) run_integers<std::uint8_t>(frame);
    else if (width_ == 2) run_integers<std::uint16_t>(frame);
    else if (width_ == 4) run_integers<std::uint32_t>(frame);
    else run_integers<std::uint64_t>(frame);
  }

 private:
  template <typename T>
  void run_integers(const Frame& frame) const noexcept {
    if (how_ == Scattering::add_integers) {
      run_as<T>(frame, [](T& sink, T value) { sink = static_cast<T>(sink + value); });
    } else if (how_ == Scattering::keep_largest_byte) {
      run_as<T>(frame, [](T& sink, T value) { sink = std::max(sink, value); });
    } else {
      run_as<T>(frame, [](T& sink, T value) { sink = value; });
    }
  }

  /// Threads share the elements of a slice, so that every element sees the slices in their order.
  template <typename T, typename Take>
  void run_as(const Frame& frame, Take take) const noexcept {
    constexpr std::size_t grain = 1024;
    const T* const slices = frame.at<const T>(slices_);
    T* const sink = frame.at<T>(sink_);
    frame.team.parallel_for(block_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t i = 0; i < positions_.count(); i++) {
        const std::size_t position = positions_.at(frame, i);
        if (position == SlicePositions::nowhere) return frame.fail();
        for (std::size_t k = begin; k < end; k++) take(sink[position * block_ + k], slices[i * stride_ + k]);
      }
    });
  }

  SlicePositions positions_;
  Scattering how_;
  std::size_t width_, block_, stride_;
  Operand slices_, sink_;
};

}  // namespace

std::unique_ptr<Step> make_scatter(StepReader& reader) { return std::make_unique<Scatter>(reader); }

}  // namespace halflite
