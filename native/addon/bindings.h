// The functions that the addon exports; src/addon declares their types.
#pragma once

#include <napi.h>

namespace halflite {

/// float16FromFloat32(target, source, sink, overflow, statistics | null, threads)
void float16_from_float32_binding(const Napi::CallbackInfo& info);
/// float32FromFloat16(target, source, sink, threads)
void float32_from_float16_binding(const Napi::CallbackInfo& info);
/// measureFloat16(target, source, overflow, statistics, threads)
void measure_float16_binding(const Napi::CallbackInfo& info);
/// transfer(job, done)
void transfer_binding(const Napi::CallbackInfo& info);
/// mapFile(path): { size, window(offset, length), close() }
Napi::Value map_file_binding(const Napi::CallbackInfo& info);
/// readAhead(bytes)
void read_ahead_binding(const Napi::CallbackInfo& info);
/// allocate(fd, byteLength): status
Napi::Value allocate_binding(const Napi::CallbackInfo& info);
/// createProgram(target, words, constants, keys, inFloat16): { heldBytes, run(arena, threads, microseconds | null),
/// runAsync(arena, threads, microseconds | null, done) }
Napi::Value create_program_binding(const Napi::CallbackInfo& info);
/// The names of the steps, in the order of their numbers.
Napi::Value step_names(Napi::Env env);
/// createArena(bytes): an aligned Uint8Array
Napi::Value create_arena_binding(const Napi::CallbackInfo& info);

}  // namespace halflite
