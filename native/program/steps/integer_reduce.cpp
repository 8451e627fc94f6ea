#include <algorithm>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "../reduction.h"
#include "../stored_type.h"

namespace halflite {
namespace {

enum class IntegerType : std::uint32_t { int8, uint8, int16, int32, int64 };

template <typename T>
T combined(Reduction function, T value, T so_far) {
  using Unsigned = std::make_unsigned_t<std::common_type_t<T, std::int32_t>>;
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

/// The rows of one plane [reduced, inner] into accumulators.
template <typename From, typename T, typename Combine>
void reduce_plane(const From* plane, T* sink, std::size_t reduced, std::size_t inner, T start, Combine combine) {
  if (inner == 1) {
    // One result in a register: compilers make vectors of this.
    for (std::size_t row = 0; row < reduced; row++) start = combine(static_cast<T>(plane[row]), start);
    *sink = start;
    return;
  }
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

/// Sums, products, maxima or minima of integers of one type, which wrap around. Or, of at most 16 bits, sums in int32 that are
/// rescaled.
///
/// Operands: input, results between the passes (optional; also of the last one where sums are rescaled), output. Parameters:
/// type, whether sums are rescaled, the rescaling if they are, function, passes.
class IntegerReduce final : public Step {
 public:
  explicit IntegerReduce(StepReader& r)
      : type_(static_cast<IntegerType>(r.integer(0, 4))), rescales_(r.flag()),
        rescaling_(rescales_ ? read_rescaling(r) : Rescaling{}), function_(static_cast<Reduction>(r.integer(0, 3))),
        passes_(r) {
    r.require(!rescales_ || type_ <= IntegerType::int16, "sums of that type are not rescaled");
    const std::size_t width = width_of(type_), inside = rescales_ ? sizeof(std::int32_t) : width;
    const std::uint64_t between = passes_.between() + (rescales_ ? passes_.written() : 0);
    input_ = r.operand(width);
    between_ = r.sink(inside, between == 0);
    output_ = r.sink(width);
    r.require(input_.bytes / width >= passes_.read() && between_.bytes / inside >= between &&
                  output_.bytes / width >= passes_.written(),
              "an operand is too short");
  }

  void run(const Frame& frame) const noexcept override {
    switch (type_) {
      case IntegerType::int8: return run_from<std::int8_t>(frame);
      case IntegerType::uint8: return run_from<std::uint8_t>(frame);
      case IntegerType::int16: return run_from<std::int16_t>(frame);
      case IntegerType::int32: run_as<std::int32_t, std::int32_t>(frame); return;
      case IntegerType::int64: run_as<std::int64_t, std::int64_t>(frame); return;
    }
  }

 private:
  /// Elements that a task reads, about.
  static constexpr std::size_t grain = 16384;

  static std::size_t width_of(IntegerType type) {
    return type == IntegerType::int64 ? 8 : type == IntegerType::int32 ? 4 : type == IntegerType::int16 ? 2 : 1;
  }

  template <typename From>
  void run_from(const Frame& frame) const noexcept {
    if (!rescales_) {
      run_as<From, From>(frame);
      return;
    }
    const std::int32_t* const sums = run_as<From, std::int32_t>(frame);
    const auto type = static_cast<StoredType>(type_);
    frame.kernels.rescale(StoredType::int32, type, sums, frame.at<char>(output_), passes_.written(), rescaling_);
  }

  /// Returns where the results are: in the output, unless they are to be rescaled.
  template <typename From, typename T>
  const T* run_as(const Frame& frame) const noexcept {
    T* between = frame.at<T>(between_);
    const T* source = nullptr;
    for (const ReductionPass& pass : passes_.all()) {
      const bool is_output = !rescales_ && &pass == &passes_.all().back();
      T* const sink = is_output ? frame.at<T>(output_) : between;
      if (source) run_pass(frame, pass, source, sink);
      else run_pass(frame, pass, frame.at<const From>(input_), sink);
      source = sink;
      if (!is_output) between += pass.outer * pass.inner;
    }
    return source;
  }

  template <typename From, typename T>
  void run_pass(const Frame& frame, const ReductionPass& pass, const From* source, T* sink) const noexcept {
    // Planes without columns may be very many.
    if (pass.inner == 0) return;
    const std::size_t plane = pass.reduced * pass.inner;
    frame.team.parallel_for(pass.outer, std::max<std::size_t>(1, grain / std::max<std::size_t>(plane, 1)),
                            [&](std::size_t begin, std::size_t end) noexcept {
                              if constexpr (sizeof(From) == 1) {
                                if (has_kernel<T>(pass)) return run_kernel(frame, pass, source + begin * plane, sink + begin * pass.inner, end - begin);
                              }
                              for (std::size_t o = begin; o < end; o++) {
                                reduce_plane(function_, source + o * plane, sink + o * pass.inner, pass.reduced, pass.inner);
                              }
                            });
  }

  /// Of bytes.
  template <typename T>
  bool has_kernel(const ReductionPass& pass) const {
    constexpr std::size_t vector_row = 16;
    if (pass.inner == 1 && pass.reduced < vector_row) return false;
    if (function_ == Reduction::sum) return std::is_same_v<T, std::int32_t>;
    return sizeof(T) == 1 && function_ != Reduction::product;
  }

  void run_kernel(const Frame& frame, const ReductionPass& pass, const void* source, void* sink, std::size_t outer) const noexcept {
    const auto type = static_cast<StoredType>(type_);
    if (pass.inner == 1) return frame.kernels.reduce_byte_rows(function_, type, source, sink, outer, pass.reduced);
    const std::size_t width = function_ == Reduction::sum ? sizeof(std::int32_t) : 1;
    for (std::size_t o = 0; o < outer; o++) {
      frame.kernels.reduce_byte_columns(function_, type, static_cast<const char*>(source) + o * pass.reduced * pass.inner,
                                        static_cast<char*>(sink) + o * pass.inner * width, pass.reduced, pass.inner);
    }
  }

  IntegerType type_;
  bool rescales_;
  Rescaling rescaling_;
  Reduction function_;
  ReductionPasses passes_;
  Operand input_, between_, output_;
};

}  // namespace

std::unique_ptr<Step> make_integer_reduce(StepReader& reader) { return std::make_unique<IntegerReduce>(reader); }

}  // namespace halflite
