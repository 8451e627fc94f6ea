#include "../program/program.h"

#include <napi.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <vector>

#include "arguments.h"
#include "bindings.h"
#include "environment.h"

namespace halflite {

/// A program and what keeps its constants alive. Made and destroyed on its environment's thread.
struct HeldProgram {
  explicit HeldProgram(Napi::Env environment) : env(environment) {}
  HeldProgram(const HeldProgram&) = delete;
  HeldProgram& operator=(const HeldProgram&) = delete;
  ~HeldProgram() {
    if (told_bytes > 0) Napi::MemoryManagement::AdjustExternalMemory(env, -told_bytes);
  }

  /// The collector learns how much hangs on a small object. It then collects sooner, for milliseconds: not in the middle of a first model's
  /// first run, so a program waits for the next one to be made.
  void tell_collector() {
    told_bytes = static_cast<std::int64_t>(program->held_bytes());
    Napi::MemoryManagement::AdjustExternalMemory(env, told_bytes);
  }

  Napi::Env env;
  std::unique_ptr<Program> program;
  std::vector<Napi::ObjectReference> constants;
  std::int64_t told_bytes = 0;
};

namespace {

/// The arena and the clock of one run, checked.
struct RunArguments {
  char* arena;
  std::size_t threads;
  double* microseconds;
};

RunArguments run_arguments(const Napi::CallbackInfo& info, const Program& program) {
  const Napi::Env env = info.Env();
  const Elements<std::uint8_t> arena = uint8_argument(info[0], "arena");
  if (arena.length < program.arena_bytes() || reinterpret_cast<std::uintptr_t>(arena.data) % arena_alignment != 0) {
    throw_range_error(env, "arena", std::to_string(program.arena_bytes()) + " aligned bytes",
                      std::to_string(arena.length) + " bytes");
  }
  double* microseconds = nullptr;
  if (!info[2].IsNull()) microseconds = float64_argument(info[2], "microseconds", program.stage_count()).data;
  return {reinterpret_cast<char*>(arena.data), threads_argument(info[1]), microseconds};
}

/// For JavaScript: the number of the step that failed, or -1.
double failed_step(const Program& program, std::size_t done) {
  return done < program.stage_count() ? static_cast<double>(done) : -1;
}

Napi::Value run_now(const HeldProgram& held, const Napi::CallbackInfo& info) {
  const RunArguments arguments = run_arguments(info, *held.program);
  ThreadPool& pool = *info.Env().GetInstanceData<Environment>()->pool;
  const std::size_t done = held.program->run(pool, arguments.threads, arguments.arena, arguments.microseconds);
  return Napi::Number::New(info.Env(), failed_step(*held.program, done));
}

/// One run on a thread of Node's pool, which becomes the leader of the team.
class Run final : public Napi::AsyncWorker {
 public:
  Run(const Napi::CallbackInfo& info, std::shared_ptr<const HeldProgram> held)
      : AsyncWorker(info[3].As<Napi::Function>()),
        held_(std::move(held)),
        pool_(info.Env().GetInstanceData<Environment>()->pool),
        arguments_(run_arguments(info, *held_->program)),
        arena_(Napi::Persistent(info[0].As<Napi::Object>())) {
    if (!info[2].IsNull()) clock_ = Napi::Persistent(info[2].As<Napi::Object>());
  }

  void Execute() override {
    const auto begun = std::chrono::steady_clock::now();
    done_ = held_->program->run(*pool_, arguments_.threads, arguments_.arena, arguments_.microseconds);
    spent_ = std::chrono::steady_clock::now() - begun;
  }

  std::vector<napi_value> GetResult(Napi::Env env) override {
    return {env.Null(), Napi::Number::New(env, failed_step(*held_->program, done_)), Napi::Number::New(env, spent_.count())};
  }

 private:
  const std::shared_ptr<const HeldProgram> held_;
  const std::shared_ptr<ThreadPool> pool_;
  const RunArguments arguments_;
  std::size_t done_ = 0;
  std::chrono::duration<double, std::milli> spent_{};
  Napi::ObjectReference arena_, clock_;
};

/// Less is packed before another thread is awake.
constexpr std::size_t least_packed_ahead = 1 << 18;

/// Packs a program's weights on a thread of Node's pool, while whoever loads a model goes on.
class PackAhead final : public Napi::AsyncWorker {
 public:
  PackAhead(Napi::Env env, std::shared_ptr<const HeldProgram> held) : AsyncWorker(env), held_(std::move(held)) {}

  void Execute() override { held_->program->pack(); }

 private:
  const std::shared_ptr<const HeldProgram> held_;
};

std::vector<ConstantBytes> constants_argument(const Napi::Value& value, const Napi::Value& keys, HeldProgram& held) {
  const Napi::Env env = value.Env();
  if (!value.IsArray() || !keys.IsArray()) throw Napi::TypeError::New(env, "constants: expected an array");
  const Napi::Array list = value.As<Napi::Array>();
  std::vector<ConstantBytes> constants;
  for (std::uint32_t i = 0; i < list.Length(); i++) {
    const Napi::Value entry = list.Get(i);
    const Elements<std::uint8_t> bytes = uint8_argument(entry, "constants");
    const Napi::Value key = keys.As<Napi::Array>().Get(i);
    const bool is_variable = key.IsNull();
    const std::string name = is_variable ? "" : string_argument(key, "keys");
    constants.push_back({reinterpret_cast<char*>(bytes.data), bytes.length, name, is_variable});
    held.constants.push_back(Napi::Persistent(entry.As<Napi::Object>()));
  }
  return constants;
}

}  // namespace

Napi::Value create_program_binding(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Target& target = target_argument(info[0]);
  const Elements<double> words = float64_argument(info[1], "words", 0);
  const Arithmetic arithmetic = info[4].ToBoolean() ? Arithmetic::float16 : Arithmetic::float32;
  const auto held = std::make_shared<HeldProgram>(env);
  const std::vector<ConstantBytes> constants = constants_argument(info[2], info[3], *held);
  try {
    held->program = std::make_unique<Program>(target, words.data, words.length, constants, arithmetic);
  } catch (const BadProgram& error) {
    const Napi::RangeError refusal = Napi::RangeError::New(env, error.what());
    refusal.Set("step", Napi::Number::New(env, error.step));
    throw refusal;
  } catch (const std::bad_alloc&) {
    throw_errno(env, "ENOMEM", "no memory for the program's weights");
  } catch (const std::length_error&) {
    // Of a vector that is longer than memory can be.
    throw_errno(env, "ENOMEM", "no memory for the program's weights");
  }
  std::weak_ptr<HeldProgram>& untold = env.GetInstanceData<Environment>()->untold;
  if (const std::shared_ptr<HeldProgram> last = untold.lock()) last->tell_collector();
  untold = held;
  if (held->program->bytes_to_pack() >= least_packed_ahead) (new PackAhead(env, held))->Queue();
  Napi::Object result = Napi::Object::New(env);
  result.Set("heldBytes", Napi::Number::New(env, static_cast<double>(held->program->held_bytes())));
  result.Set("run", Napi::Function::New(env, [held](const Napi::CallbackInfo& i) { return run_now(*held, i); }, "run"));
  const auto run_async = [held](const Napi::CallbackInfo& i) {
    if (!i[3].IsFunction()) throw Napi::TypeError::New(i.Env(), "done: expected a function");
    (new Run(i, held))->Queue();
  };
  result.Set("runAsync", Napi::Function::New(env, run_async, "runAsync"));
  return result;
}

Napi::Value step_names(Napi::Env env) {
  Napi::Array names = Napi::Array::New(env, step_kinds().size());
  for (std::size_t i = 0; i < step_kinds().size(); i++) {
    names.Set(static_cast<std::uint32_t>(i), Napi::String::New(env, step_kinds()[i].name));
  }
  return names;
}

}  // namespace halflite
