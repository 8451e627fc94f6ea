#include <napi.h>

#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "../program/program.h"
#include "arguments.h"
#include "bindings.h"

namespace halflite {
namespace {

/// Huge pages are first touched six times as fast as small ones.
constexpr std::size_t huge_page = 2 << 20;

constexpr double most_bytes = 4294967296.0;

struct Arena {
  char* memory;
  std::align_val_t alignment;
};

Arena allocate_arena(Napi::Env env, std::size_t bytes) {
  const std::align_val_t alignment{bytes >= huge_page ? huge_page : arena_alignment};
  void* const memory = ::operator new(bytes, alignment, std::nothrow);
  if (!memory) throw_errno(env, "ENOMEM", "no memory for the arena");
#if defined(__linux__)
  if (bytes >= huge_page) madvise(memory, bytes, MADV_HUGEPAGE);
#endif
  return {static_cast<char*>(memory), alignment};
}

void free_arena(napi_env, void* data, void* hint) {
  const auto alignment = static_cast<std::align_val_t>(reinterpret_cast<std::uintptr_t>(hint));
  ::operator delete(data, alignment);
}

/// For runtimes that refuse memory which they did not allocate (Electron).
Napi::Value inside_array_buffer(Napi::Env env, std::size_t bytes) {
  Napi::ArrayBuffer buffer = Napi::ArrayBuffer::New(env, bytes + arena_alignment);
  const std::size_t over = reinterpret_cast<std::uintptr_t>(buffer.Data()) % arena_alignment;
  return Napi::Uint8Array::New(env, bytes, buffer, (arena_alignment - over) % arena_alignment);
}

}  // namespace

Napi::Value create_arena_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const auto bytes = static_cast<std::size_t>(integer_argument(info[0], "bytes", 1, most_bytes));
  const Arena arena = allocate_arena(env, bytes);
  napi_value buffer = nullptr;
  const auto hint = reinterpret_cast<void*>(static_cast<std::uintptr_t>(arena.alignment));
  const napi_status status = napi_create_external_arraybuffer(env, arena.memory, bytes, free_arena, hint, &buffer);
  if (status == napi_ok) return Napi::Uint8Array::New(env, bytes, Napi::ArrayBuffer(env, buffer), 0);
  free_arena(env, arena.memory, hint);
  if (status != napi_no_external_buffers_allowed) throw Napi::Error::New(env);
  return inside_array_buffer(env, bytes);
}

}  // namespace halflite
