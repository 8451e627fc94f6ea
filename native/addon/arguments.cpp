#include "arguments.h"

#include <cmath>
#include <string>

namespace halflite {
namespace {

[[noreturn]] void throw_type_error(Napi::Env env, const std::string& what, const std::string& expected) {
  throw Napi::TypeError::New(env, what + ": expected " + expected);
}

std::string text(double value) {
  if (std::isfinite(value) && value == std::trunc(value) && std::fabs(value) <= max_safe_integer) {
    return std::to_string(static_cast<std::int64_t>(value));
  }
  return std::to_string(value);
}

template <typename T>
Elements<T> elements(const Napi::Value& value, napi_typedarray_type type, const char* name, const char* what,
                     std::size_t least_length) {
  const Napi::Env env = value.Env();
  if (!value.IsTypedArray()) throw_type_error(env, what, std::string("a ") + name);
  napi_typedarray_type actual;
  std::size_t length = 0;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, value, &actual, &length, &data, nullptr, nullptr) != napi_ok) {
    throw_type_error(env, what, std::string("a ") + name);
  }
  if (actual != type) throw_type_error(env, what, std::string("a ") + name);
  if (data == nullptr) length = 0;
  if (length < least_length) {
    throw_range_error(env, what, "at least " + std::to_string(least_length) + " elements", std::to_string(length));
  }
  return {static_cast<T*>(data), length};
}

}  // namespace

void throw_range_error(Napi::Env env, const std::string& what, const std::string& expected,
                       const std::string& received) {
  throw Napi::RangeError::New(env, what + ": expected " + expected + " but received " + received);
}

void throw_errno(Napi::Env env, const std::string& code, const std::string& what) {
  Napi::Error error = Napi::Error::New(env, code + ": " + what);
  error.Set("code", Napi::String::New(env, code));
  throw error;
}

Napi::Object object_argument(const Napi::Value& value, const char* what) {
  if (!value.IsObject()) throw_type_error(value.Env(), what, "an object");
  return value.As<Napi::Object>();
}

std::string string_argument(const Napi::Value& value, const char* what) {
  if (!value.IsString()) throw_type_error(value.Env(), what, "a string");
  std::string result = value.As<Napi::String>().Utf8Value();
  // The operating system would silently stop at it.
  if (result.find('\0') != std::string::npos) throw_type_error(value.Env(), what, "a string without NUL");
  return result;
}

bool is_integer_in(double number, double least, double most) {
  // A NaN fails the first comparison.
  return number >= least && number <= most && number == std::trunc(number);
}

double integer_argument(const Napi::Value& value, const char* what, double least, double most) {
  if (!value.IsNumber()) throw_type_error(value.Env(), what, "a number");
  const double number = value.As<Napi::Number>().DoubleValue();
  if (!is_integer_in(number, least, most)) {
    throw_range_error(value.Env(), what, "an integer from " + text(least) + " to " + text(most), text(number));
  }
  return number;
}

const Target& target_argument(const Napi::Value& value) {
  const double last = static_cast<double>(targets().size() - 1);
  const Target& target = targets()[static_cast<std::size_t>(integer_argument(value, "target", 0, last))];
  if (!target.supported()) {
    throw_range_error(value.Env(), "target", "one that this machine can run",
                      std::string(target.name) + " (" + target.reason + ")");
  }
  return target;
}

Overflow overflow_argument(const Napi::Value& value) {
  return static_cast<Overflow>(static_cast<std::uint32_t>(integer_argument(value, "overflow", 0, 1)));
}

std::size_t threads_argument(const Napi::Value& value) {
  return static_cast<std::size_t>(integer_argument(value, "threads", 1, 65536));
}

Elements<float> float32_argument(const Napi::Value& value, const char* what) {
  return elements<float>(value, napi_float32_array, "Float32Array", what, 0);
}

Elements<double> float64_argument(const Napi::Value& value, const char* what, std::size_t least_length) {
  return elements<double>(value, napi_float64_array, "Float64Array", what, least_length);
}

Elements<std::int32_t> int32_argument(const Napi::Value& value, const char* what, std::size_t least_length) {
  return elements<std::int32_t>(value, napi_int32_array, "Int32Array", what, least_length);
}

Elements<std::uint16_t> uint16_argument(const Napi::Value& value, const char* what) {
  return elements<std::uint16_t>(value, napi_uint16_array, "Uint16Array", what, 0);
}

Elements<std::uint8_t> uint8_argument(const Napi::Value& value, const char* what) {
  return elements<std::uint8_t>(value, napi_uint8_array, "Uint8Array", what, 0);
}

}  // namespace halflite
