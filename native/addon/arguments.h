// Checks of what JavaScript passes. TypeScript has validated it before, with better messages; these keep memory safe even
// if it has not. All throw TypeError or RangeError.
#pragma once

#include <napi.h>

#include <cstdint>

#include "../kernels/dispatch.h"

namespace halflite {

/// The elements of a typed array. A detached one has none.
template <typename T>
struct Elements {
  T* data;
  std::size_t length;
};

/// `what` names the argument in messages.
Napi::Object object_argument(const Napi::Value& value, const char* what);
std::string string_argument(const Napi::Value& value, const char* what);

/// An integer in [least, most].
double integer_argument(const Napi::Value& value, const char* what, double least, double most);
bool is_integer_in(double number, double least, double most);

/// The largest integer that offsets and lengths may have.
constexpr double max_safe_integer = 9007199254740991.0;

/// An index into targets() of a target that this machine can run.
const Target& target_argument(const Napi::Value& value);
Overflow overflow_argument(const Napi::Value& value);
std::size_t threads_argument(const Napi::Value& value);

Elements<float> float32_argument(const Napi::Value& value, const char* what);
Elements<double> float64_argument(const Napi::Value& value, const char* what, std::size_t least_length);
Elements<std::int32_t> int32_argument(const Napi::Value& value, const char* what, std::size_t least_length);
Elements<std::uint16_t> uint16_argument(const Napi::Value& value, const char* what);
Elements<std::uint8_t> uint8_argument(const Napi::Value& value, const char* what);

/// Throws the RangeError "what: expected ... but received ...".
[[noreturn]] void throw_range_error(Napi::Env env, const std::string& what, const std::string& expected,
                                    const std::string& received);

/// Throws an Error whose `code` is an errno name.
[[noreturn]] void throw_errno(Napi::Env env, const std::string& code, const std::string& what);

}  // namespace halflite
