#include <cstdint>
#include <optional>
#include <type_traits>

#include "../broadcast.h"

namespace halflite {
namespace {

enum class Type : std::uint32_t { float32, int8, uint8, int16, uint16, int32, uint32, int64, boolean, float16 };

std::size_t width_of(Type type) {
  constexpr std::size_t widths[] = {4, 1, 1, 2, 2, 4, 4, 8, 1, 2};
  return widths[static_cast<std::size_t>(type)];
}

/// The types that kernels know.
std::optional<StoredType> stored_type(Type type) {
  switch (type) {
    case Type::int8: return StoredType::int8;
    case Type::uint8: return StoredType::uint8;
    case Type::int16: return StoredType::int16;
    case Type::int32: return StoredType::int32;
    default: return {};
  }
}

/// As TensorFlow Lite on x86: through the smallest integer of 32 or 64 bits when it has no place there, keeping its low bits. (Where
/// types saturate, kernels know it.)
template <typename To>
To from_float(float value) {
  if constexpr (std::is_same_v<To, float>) {
    return value;
  } else if constexpr (sizeof(To) >= 4) {
    const bool fits = value >= -0x1p63f && value < 0x1p63f;
    return static_cast<To>(fits ? static_cast<std::int64_t>(value) : INT64_MIN);
  } else {
    const bool fits = value >= -0x1p31f && value < 0x1p31f;
    return static_cast<To>(fits ? static_cast<std::int32_t>(value) : INT32_MIN);
  }
}

template <typename To, typename From>
To converted(From value) {
  if constexpr (std::is_same_v<From, float>) return from_float<To>(value);
  else if constexpr (std::is_same_v<To, float>) return static_cast<float>(static_cast<double>(value));
  else return static_cast<To>(value);
}

/// Elements as another type. Integers wrap around, all but zero is true. float16 goes to and from float32 only.
///
/// Operands: input, output. Parameters: both types, count.
class Cast final : public Step {
 public:
  explicit Cast(StepReader& r) : from_(read_type(r)), to_(read_type(r)), count_(r.size()) {
    stored_from_ = stored_type(from_ == Type::boolean ? Type::uint8 : from_);
    stored_to_ = stored_type(to_);
    input_ = r.operand(width_of(from_));
    output_ = r.sink(width_of(to_));
    r.require(input_.bytes / width_of(from_) >= count_ && output_.bytes / width_of(to_) >= count_, "an operand is too short");
    r.require(from_ != Type::float16 || to_ == Type::float32, "float16 becomes float32 only");
    r.require(to_ != Type::float16 || from_ == Type::float32, "only float32 becomes float16");
  }

  void run(const Frame& frame) const noexcept override {
    frame.team.parallel_for(count_, cheap_grain, [&](std::size_t begin, std::size_t end) noexcept {
      const char* const source = frame.at<const char>(input_) + begin * width_of(from_);
      char* const sink = frame.at<char>(output_) + begin * width_of(to_);
      const std::size_t count = end - begin;
      if (from_ == Type::float16) return frame.kernels.float32_from_float16(source, sink, count, Store::cached);
      if (to_ == Type::float16) return frame.kernels.float16_from_float32(source, sink, count, Overflow::infinity, Store::cached);
      if (to_ == Type::float32 && stored_from_) {
        return frame.kernels.dequantize(*stored_from_, source, reinterpret_cast<float*>(sink), count, 1, 0);
      }
      if (from_ == Type::float32 && stored_to_) {
        return frame.kernels.integers_from_float32(*stored_to_, reinterpret_cast<const float*>(source), sink, count);
      }
      cast(source, sink, count);
    });
  }

 private:
  static Type read_type(StepReader& r) { return static_cast<Type>(r.integer(0, 9)); }

  void cast(const char* source, char* sink, std::size_t count) const noexcept {
    switch (from_) {
      case Type::float32: return cast_from<float>(source, sink, count);
      case Type::int8: return cast_from<std::int8_t>(source, sink, count);
      case Type::uint8:
      case Type::boolean: return cast_from<std::uint8_t>(source, sink, count);
      case Type::int16: return cast_from<std::int16_t>(source, sink, count);
      case Type::uint16: return cast_from<std::uint16_t>(source, sink, count);
      case Type::int32: return cast_from<std::int32_t>(source, sink, count);
      case Type::uint32: return cast_from<std::uint32_t>(source, sink, count);
      case Type::int64: return cast_from<std::int64_t>(source, sink, count);
      case Type::float16: return;
    }
  }

  template <typename From>
  void cast_from(const char* bytes, char* sink, std::size_t count) const noexcept {
    const From* const source = reinterpret_cast<const From*>(bytes);
    switch (to_) {
      case Type::float32: return apply<float>(source, sink, count);
      case Type::int8: return apply<std::int8_t>(source, sink, count);
      case Type::uint8: return apply<std::uint8_t>(source, sink, count);
      case Type::int16: return apply<std::int16_t>(source, sink, count);
      case Type::uint16: return apply<std::uint16_t>(source, sink, count);
      case Type::int32: return apply<std::int32_t>(source, sink, count);
      case Type::uint32: return apply<std::uint32_t>(source, sink, count);
      case Type::int64: return apply<std::int64_t>(source, sink, count);
      case Type::boolean:
        for (std::size_t i = 0; i < count; i++) sink[i] = source[i] != 0 ? 1 : 0;
        return;
      case Type::float16: return;
    }
  }

  template <typename To, typename From>
  static void apply(const From* source, char* bytes, std::size_t count) noexcept {
    To* const sink = reinterpret_cast<To*>(bytes);
    for (std::size_t i = 0; i < count; i++) sink[i] = converted<To>(source[i]);
  }

  Type from_, to_;
  std::optional<StoredType> stored_from_, stored_to_;
  std::size_t count_;
  Operand input_, output_;
};

}  // namespace

std::unique_ptr<Step> make_cast(StepReader& reader) { return std::make_unique<Cast>(reader); }

}  // namespace halflite
