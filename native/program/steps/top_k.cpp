#include <algorithm>
#include <cmath>
#include <cstdint>
#include <type_traits>

#include "../step.h"

namespace halflite {
namespace {

enum class RankedType : std::uint32_t { float32 = 0, int32 = 1, int8 = 2, uint8 = 3, int16 = 4, int64 = 5 };

std::size_t width_of(RankedType type) {
  constexpr std::size_t widths[] = {4, 4, 1, 1, 2, 8};
  return widths[static_cast<std::size_t>(type)];
}

/// The largest elements of each row and their places, the largest first; the first place among equals, NaNs last.
///
/// Operands: input, values, places. Parameters: type, bytes of a place (2 or 4), rows, elements of a row, how many are wanted.
class TopK final : public Step {
 public:
  explicit TopK(StepReader& r)
      : type_(static_cast<RankedType>(r.integer(0, 5))), place_width_(static_cast<std::size_t>(r.integer(2, 4))), rows_(r.size()),
        row_(r.size()), wanted_(r.size()) {
    r.require(place_width_ != 3 && wanted_ <= row_ && row_ <= (place_width_ == 2 ? INT16_MAX : INT32_MAX), "places do not fit");
    const std::size_t width = width_of(type_);
    const std::uint64_t results = StepReader::product({rows_, wanted_});
    input_ = r.operand(width);
    values_ = r.sink(width);
    places_ = r.sink(place_width_);
    r.require(input_.bytes / width >= StepReader::product({rows_, row_}) && values_.bytes / width >= results &&
                  places_.bytes / place_width_ >= results,
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    if (wanted_ == 0) return;
    if (place_width_ == 2) run_with<std::int16_t>(frame);
    else run_with<std::int32_t>(frame);
  }

 private:
  template <typename Place>
  void run_with(const Frame& frame) const noexcept {
    switch (type_) {
      case RankedType::float32: return run_as<Place, float>(frame);
      case RankedType::int32: return run_as<Place, std::int32_t>(frame);
      case RankedType::int8: return run_as<Place, std::int8_t>(frame);
      case RankedType::uint8: return run_as<Place, std::uint8_t>(frame);
      case RankedType::int16: return run_as<Place, std::int16_t>(frame);
      case RankedType::int64: return run_as<Place, std::int64_t>(frame);
    }
  }

  template <typename Place, typename T>
  void run_as(const Frame& frame) const noexcept {
    const std::size_t grain = std::max<std::size_t>(1, 8192 / row_);
    frame.team.parallel_for(rows_, grain, [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t row = begin; row < end; row++) {
        const T* const source = frame.at<const T>(input_) + row * row_;
        Place* const places = frame.at<Place>(places_) + row * wanted_;
        T* const values = frame.at<T>(values_) + row * wanted_;
        rank(source, places);
        for (std::size_t i = 0; i < wanted_; i++) values[i] = source[places[i]];
      }
    });
  }

  /// Whether an element precedes one of an earlier place.
  template <typename T>
  static bool precedes_earlier(T value, T earlier) noexcept {
    if constexpr (std::is_same_v<T, float>) return value > earlier || (std::isnan(earlier) && !std::isnan(value));
    else return value > earlier;
  }

  /// A few are kept in order, more as a heap.
  template <typename Place, typename T>
  void rank(const T* source, Place* places) const noexcept {
    constexpr std::size_t few = 16;
    if (wanted_ <= few) insert(source, places);
    else heap(source, places);
  }

  template <typename Place, typename T>
  void insert(const T* source, Place* places) const noexcept {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < row_; i++) {
      const T value = source[i];
      if (kept == wanted_ && !precedes_earlier(value, source[places[kept - 1]])) continue;
      std::size_t at = kept < wanted_ ? kept++ : kept - 1;
      for (; at > 0 && precedes_earlier(value, source[places[at - 1]]); at--) places[at] = places[at - 1];
      places[at] = static_cast<Place>(i);
    }
  }

  /// The front of the heap is the worst of the best places so far.
  template <typename Place, typename T>
  void heap(const T* source, Place* places) const noexcept {
    const auto precedes = [source](Place a, Place b) {
      return a > b ? precedes_earlier(source[a], source[b]) : a != b && !precedes_earlier(source[b], source[a]);
    };
    Place* const end = places + wanted_;
    for (std::size_t i = 0; i < wanted_; i++) places[i] = static_cast<Place>(i);
    std::make_heap(places, end, precedes);
    for (std::size_t i = wanted_; i < row_; i++) {
      if (!precedes_earlier(source[i], source[places[0]])) continue;
      std::pop_heap(places, end, precedes);
      end[-1] = static_cast<Place>(i);
      std::push_heap(places, end, precedes);
    }
    std::sort_heap(places, end, precedes);
  }

  RankedType type_;
  std::size_t place_width_, rows_, row_, wanted_;
  Operand input_, values_, places_;
};

}  // namespace

std::unique_ptr<Step> make_top_k(StepReader& reader) { return std::make_unique<TopK>(reader); }

}  // namespace halflite
