#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../reduction.h"

namespace halflite {
namespace {

enum class IntegerType : std::uint32_t { int8, uint8, int16, int32, int64 };

/// Elements that a task reads, about.
constexpr std::size_t grain = 16384;

template <typename T>
T combined(Reduction function, T value, T so_far) {
  using Unsigned = std::make_unsigned_t<T>;
  if (function == Reduction::sum) return static_cast<T>(static_cast<Unsigned>(value) + static_cast<Unsigned>(so_far));
  if (function == Reduction::product) return static_cast<T>(static_cast<Unsigned>(value) * static_cast<Unsigned>(so_far));
  if (function == Reduction::maximum) return std::max(value, so_far);
  return std::min(value, so_far);
}

template <typename T>
T neutral(Reduction function) {
  if (function == Reduction::sum) return 0;
  if (function == Reduction::product) return 1;
  return function == Reduction::maximum ? std::numeric_limits<T>::min() : std::numeric_limits<T>::max();
}

/// Rows [first, last) of one plane [reduced, inner] into accumulators, which wrap around.
template <typename From, typename T, typename Combine>
void reduce_plane(const From* plane, T* sink, std::size_t reduced, std::size_t inner, T start, Combine combine) {
  std::fill(sink, sink + inner, start);
  for (std::size_t row = 0; row < reduced; row++, plane += inner) {
    for (std::size_t i = 0; i < inner; i++) sink[i] = combine(static_cast<T>(plane[i]), sink[i]);
  }
}

template <typename From, typename T>
void reduce_plane(Reduction function, const From* plane, T* sink, std::size_t reduced, std::size_t inner) {
  const T start = neutral<T>(function);
  switch (function) {
    case Reduction::sum:
      return reduce_plane(plane, sink, reduced, inner, start, [](T a, T b) { return combined(Reduction::sum, a, b); });
    case Reduction::product:
      return reduce_plane(plane, sink, reduced, inner, start, [](T a, T b) { return combined(Reduction::product, a, b); });
    case Reduction::maximum:
      return reduce_plane(plane, sink, reduced, inner, start, [](T a, T b) { return std::max(a, b); });
    case Reduction::minimum:
      return reduce_plane(plane, sink, reduced, inner, start, [](T a, T b) { return std::min(a, b); });
  }
}

/// Sums, products, maxima or minima of integers of one type; or sums of narrower integers in int32. They wrap around.
///
/// Operands: input, results between the passes (optional), output. Parameters: type, whether sums are int32, function, passes.
class IntegerReduce final : public Step {
 public:
  explicit IntegerReduce(StepReader& r)
      : type_(static_cast<IntegerType>(r.integer(0, 4))), widens_(r.flag()),
        function_(static_cast<Reduction>(r.integer(0, 3))), passes_(r) {
    r.require(!widens_ || type_ <= IntegerType::int16, "there is nothing to widen");
    const std::size_t from = width_of(type_), to = widens_ ? sizeof(std::int32_t) : from;
    input_ = r.operand(from);
    between_ = r.operand(to, passes_.between() == 0);
    output_ = r.operand(to);
    r.require(input_.bytes / from >= passes_.read() && between_.bytes / to >= passes_.between() &&
                  output_.bytes / to >= passes_.written(),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    switch (type_) {
      case IntegerType::int8: return run_from<std::int8_t>(frame);
      case IntegerType::uint8: return run_from<std::uint8_t>(frame);
      case IntegerType::int16: return run_from<std::int16_t>(frame);
      case IntegerType::int32: return run_as<std::int32_t, std::int32_t>(frame);
      case IntegerType::int64: return run_as<std::int64_t, std::int64_t>(frame);
    }
  }

 private:
  static std::size_t width_of(IntegerType type) {
    return type == IntegerType::int64 ? 8 : type == IntegerType::int32 ? 4 : type == IntegerType::int16 ? 2 : 1;
  }

  template <typename From>
  void run_from(const Frame& frame) const noexcept {
    if (widens_) run_as<From, std::int32_t>(frame);
    else run_as<From, From>(frame);
  }

  template <typename From, typename T>
  void run_as(const Frame& frame) const noexcept {
    T* between = frame.at<T>(between_);
    const T* source = nullptr;
    for (const ReductionPass& pass : passes_.all()) {
      T* const sink = &pass == &passes_.all().back() ? frame.at<T>(output_) : between;
      if (source) run_pass(frame, pass, source, sink);
      else run_pass(frame, pass, frame.at<const From>(input_), sink);
      source = sink;
      between += sink == between ? pass.outer * pass.inner : 0;
    }
  }

  template <typename From, typename T>
  void run_pass(const Frame& frame, const ReductionPass& pass, const From* source, T* sink) const noexcept {
    const std::size_t plane = pass.reduced * pass.inner;
    frame.team.parallel_for(pass.outer, std::max<std::size_t>(1, grain / std::max<std::size_t>(plane, 1)),
                            [&](std::size_t begin, std::size_t end) noexcept {
                              for (std::size_t o = begin; o < end; o++) {
                                reduce_plane(function_, source + o * plane, sink + o * pass.inner, pass.reduced, pass.inner);
                              }
                            });
  }

  IntegerType type_;
  bool widens_;
  Reduction function_;
  ReductionPasses passes_;
  Operand input_, between_, output_;
};

}  // namespace

std::unique_ptr<Step> make_integer_reduce(StepReader& reader) { return std::make_unique<IntegerReduce>(reader); }

}  // namespace halflite
