#include <napi.h>

#include "../kernels/dispatch.h"
#include "bindings.h"
#include "environment.h"

namespace halflite {
namespace {

Napi::Array describe_targets(Napi::Env env) {
  Napi::Array list = Napi::Array::New(env, targets().size());
  for (std::size_t i = 0; i < targets().size(); i++) {
    const Target& target = targets()[i];
    Napi::Object entry = Napi::Object::New(env);
    entry.Set("name", Napi::String::New(env, target.name));
    entry.Set("supported", Napi::Boolean::New(env, target.supported()));
    entry.Set("reason", Napi::String::New(env, target.reason));
    entry.Set("float16Reason", Napi::String::New(env, target.float16_reason));
    entry.Set("byteReason", Napi::String::New(env, target.byte_reason));
    list.Set(static_cast<std::uint32_t>(i), entry);
  }
  return list;
}

Napi::Object initialize(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Environment());
  exports.Set("targets", describe_targets(env));
  exports.Set("float16FromFloat32", Napi::Function::New<float16_from_float32_binding>(env, "float16FromFloat32"));
  exports.Set("float32FromFloat16", Napi::Function::New<float32_from_float16_binding>(env, "float32FromFloat16"));
  exports.Set("measureFloat16", Napi::Function::New<measure_float16_binding>(env, "measureFloat16"));
  exports.Set("transfer", Napi::Function::New<transfer_binding>(env, "transfer"));
  exports.Set("readAhead", Napi::Function::New<read_ahead_binding>(env, "readAhead"));
  exports.Set("mapFile", Napi::Function::New<map_file_binding>(env, "mapFile"));
  exports.Set("allocate", Napi::Function::New<allocate_binding>(env, "allocate"));
  exports.Set("stepNames", step_names(env));
  exports.Set("createProgram", Napi::Function::New<create_program_binding>(env, "createProgram"));
  exports.Set("createArena", Napi::Function::New<create_arena_binding>(env, "createArena"));
  return exports;
}

NODE_API_MODULE(halflite, initialize)

}  // namespace
}  // namespace halflite
