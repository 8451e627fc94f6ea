#include <napi.h>

#include <cstdint>
#include <memory>
#include <new>

#include "../program/program.h"
#include "../runtime/aligned_memory.h"
#include "arguments.h"
#include "bindings.h"

namespace halflite {
namespace {

constexpr double most_bytes = 4294967296.0;

static_assert(arena_alignment <= 64, "what allocate_aligned gives");

std::unique_ptr<AlignedBytes> allocate_arena(Napi::Env env, std::size_t bytes) {
  try {
    auto arena = std::make_unique<AlignedBytes>(allocate_aligned(bytes));
    touch_first(arena->get(), bytes, 0, bytes);
    return arena;
  } catch (const std::bad_alloc&) {
    throw_errno(env, "ENOMEM", "no memory for the arena");
  }
}

void free_arena(napi_env, void*, void* hint) { delete static_cast<AlignedBytes*>(hint); }

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
  std::unique_ptr<AlignedBytes> arena = allocate_arena(env, bytes);
  napi_value buffer = nullptr;
  const napi_status status =
      napi_create_external_arraybuffer(env, arena->get(), bytes, free_arena, arena.get(), &buffer);
  if (status == napi_ok) {
    arena.release();
    return Napi::Uint8Array::New(env, bytes, Napi::ArrayBuffer(env, buffer), 0);
  }
  if (status != napi_no_external_buffers_allowed) throw Napi::Error::New(env);
  return inside_array_buffer(env, bytes);
}

}  // namespace halflite
