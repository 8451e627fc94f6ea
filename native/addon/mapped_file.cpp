#include "../runtime/mapped_file.h"

#include <napi.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "../runtime/file.h"
#include "arguments.h"
#include "bindings.h"

namespace halflite {
namespace {

constexpr double max_window = 2147483648.0;  // Node 20 throws and frees at once above 4 GiB

/// Newer V8 ends the process where its count of memory falls below zero.
constexpr std::uint32_t last_node_with_any_count = 22;

/// V8 takes the bytes of every ArrayBuffer for memory that collecting it would free, and collects garbage the earlier the
/// larger the file is that was mapped. Pages of a file are none, so they are taken out of its count; but it takes them out once more
/// when it frees the ArrayBuffer, before anybody can put them back.
void count_as_memory(napi_env env, bool counted, std::size_t bytes) {
  const napi_node_version* version = nullptr;
  if (napi_get_node_version(env, &version) != napi_ok || version->major > last_node_with_any_count) return;
  std::int64_t adjusted = 0;
  napi_adjust_external_memory(env, counted ? static_cast<std::int64_t>(bytes) : -static_cast<std::int64_t>(bytes),
                              &adjusted);
}

void unmap_when_collected(napi_env env, void*, void* hint) {
  const std::unique_ptr<MappedWindow> window(static_cast<MappedWindow*>(hint));
  count_as_memory(env, true, window->length);
  unmap(*window);
}

/// For runtimes that refuse memory which they did not allocate (Electron).
Napi::Value copy_of(Napi::Env env, const MappedWindow& window) {
  Napi::ArrayBuffer copy = Napi::ArrayBuffer::New(env, window.length);
  std::memcpy(copy.Data(), window.data, window.length);
  return copy;
}

/// The ArrayBuffer owns the mapping.
Napi::Value array_buffer(Napi::Env env, const MappedWindow& window) {
  if (window.length == 0) return Napi::ArrayBuffer::New(env, 0);
  auto owner = std::make_unique<MappedWindow>(window);
  napi_value result = nullptr;
  const napi_status status =
      napi_create_external_arraybuffer(env, window.data, window.length, unmap_when_collected, owner.get(), &result);
  if (status == napi_ok) {
    owner.release();
    count_as_memory(env, false, window.length);
    return Napi::Value(env, result);
  }
  struct Unmapper {
    const MappedWindow& window;
    ~Unmapper() { unmap(window); }
  } const unmapper{window};
  if (status != napi_no_external_buffers_allowed) throw Napi::Error::New(env);
  return copy_of(env, window);
}

Napi::Value window_of(const MappedFile& file, const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (!file.is_open()) throw_errno(env, "EBADF", "the mapped file is closed");
  const double size = static_cast<double>(file.size());
  const double offset = integer_argument(info[0], "offset", 0, size);
  const double length = integer_argument(info[1], "length", 0, std::min(max_window, size - offset));
  MappedWindow window;
  const std::string error =
      file.map(static_cast<std::uint64_t>(offset), static_cast<std::size_t>(length), &window);
  if (!error.empty()) throw_errno(env, error, "cannot map the file");
  return array_buffer(env, window);
}

/// The system maps so much, where it is in memory, with each page that is touched.
constexpr std::size_t mapped_at_once = 1 << 16;

/// Touches bytes on a thread of Node's pool.
class ReadAhead final : public Napi::AsyncWorker {
 public:
  ReadAhead(Napi::Env env, const Napi::Value& array, const Elements<std::uint8_t>& bytes)
      : AsyncWorker(env), array_(Napi::Persistent(array.As<Napi::Object>())), bytes_(bytes) {}

  void Execute() override {
    const volatile std::uint8_t* const bytes = bytes_.data;
    for (std::size_t i = 0; i < bytes_.length; i += mapped_at_once) static_cast<void>(bytes[i]);
  }

 private:
  const Napi::ObjectReference array_;
  const Elements<std::uint8_t> bytes_;
};

}  // namespace

void read_ahead_binding(const Napi::CallbackInfo& info) {
  (new ReadAhead(info.Env(), info[0], uint8_argument(info[0], "bytes")))->Queue();
}

Napi::Value map_file_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string path = string_argument(info[0], "path");
  // Closures instead of a wrapped class: there is no `this` that JavaScript could confuse.
  const auto file = std::make_shared<MappedFile>();
  if (const std::string error = file->open(path); !error.empty()) throw_errno(env, error, "cannot open " + path);
  Napi::Object result = Napi::Object::New(env);
  result.Set("size", Napi::Number::New(env, static_cast<double>(file->size())));
  result.Set("window",
             Napi::Function::New(env, [file](const Napi::CallbackInfo& i) { return window_of(*file, i); }, "window"));
  result.Set("close", Napi::Function::New(env, [file](const Napi::CallbackInfo&) { file->close(); }, "close"));
  return result;
}

Napi::Value allocate_binding(const Napi::CallbackInfo& info) {
  const double fd = integer_argument(info[0], "fd", 0, 2147483647);
  const double length = integer_argument(info[1], "byteLength", 0, max_safe_integer);
  return Napi::String::New(info.Env(), allocate(static_cast<int>(fd), static_cast<std::uint64_t>(length)));
}

}  // namespace halflite
