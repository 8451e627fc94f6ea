#include "../runtime/transfer.h"

#include <napi.h>

#include <algorithm>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "arguments.h"
#include "bindings.h"
#include "environment.h"

namespace halflite {
namespace {

constexpr std::size_t row_length = 4;  // kind, source offset, sink offset, byte length

/// A file descriptor or memory.
TransferEnd end_argument(const Napi::Value& value, const char* what) {
  TransferEnd end;
  if (value.IsNumber()) {
    end.fd = static_cast<int>(integer_argument(value, what, 0, 2147483647));
    return end;
  }
  static char nothing;  // an empty array has no address, but it is memory all the same
  const Elements<std::uint8_t> bytes = uint8_argument(value, what);
  end.memory = bytes.length > 0 ? reinterpret_cast<char*>(bytes.data) : &nothing;
  end.length = bytes.length;
  return end;
}

std::uint64_t element_length(TransferKind kind) {
  switch (kind) {
    case TransferKind::float32_to_float16:
      return 4;
    case TransferKind::float16_to_float32:
      return 2;
    default:
      return 1;
  }
}

/// Whether [offset, offset + length) lies within an end.
bool lies_within(const TransferEnd& end, double offset, double length) {
  const double most = end.is_memory() ? static_cast<double>(end.length) : max_safe_integer;
  return is_integer_in(length, 0, most) && is_integer_in(offset, 0, most - length);
}

/// Checks a row of the plan against both ends. Returns what is wrong with it, or null.
const char* read_row(const double* numbers, const Transfer& transfer, TransferRow* row) {
  if (!is_integer_in(numbers[0], 0, 2)) return "a kind from 0 to 2";
  const auto kind = static_cast<TransferKind>(static_cast<std::uint32_t>(numbers[0]));
  if (!lies_within(transfer.source, numbers[1], numbers[3])) return "a range of bytes within the source";
  const auto length = static_cast<std::uint64_t>(numbers[3]);
  if (length % element_length(kind) != 0) return "whole elements";
  if (!transfer.sink.is_nothing() &&
      !lies_within(transfer.sink, numbers[2], static_cast<double>(sink_length(kind, length)))) {
    return "a range of bytes within the sink";
  }
  const std::uint64_t sink_offset = transfer.sink.is_nothing() ? 0 : static_cast<std::uint64_t>(numbers[2]);
  *row = {kind, static_cast<std::uint64_t>(numbers[1]), sink_offset, length};
  return nullptr;
}

std::string text_of(const double* row) {
  std::string text = "[";
  for (std::size_t i = 0; i < row_length; i++) text += (i ? ", " : "") + std::to_string(row[i]);
  return text + "]";
}

void check_apart(Napi::Env env, const TransferEnd& source, const TransferEnd& sink) {
  if (!source.is_memory() || !sink.is_memory()) return;
  const std::less<const char*> before;
  if (before(source.memory, sink.memory + sink.length) && before(sink.memory, source.memory + source.length)) {
    throw_range_error(env, "sink", "memory apart from the source", "memory that overlaps it");
  }
}

/// Runs on a thread of libuv's pool, helped by ours. The environment's end waits for it.
class TransferWorker : public Napi::AsyncWorker {
 public:
  TransferWorker(const Napi::Object& job, const Napi::Function& done)
      : AsyncWorker(done, "halflite.transfer"), pool_(job.Env().GetInstanceData<Environment>()->pool) {
    const Napi::Env env = job.Env();
    transfer_.kernels = target_argument(job.Get("target")).kernels;
    transfer_.threads = threads_argument(job.Get("threads"));
    transfer_.overflow = overflow_argument(job.Get("overflow"));
    transfer_.source = end_argument(keep(job.Get("source")), "source");
    if (const Napi::Value sink = job.Get("sink"); !sink.IsNull()) transfer_.sink = end_argument(keep(sink), "sink");
    check_apart(env, transfer_.source, transfer_.sink);
    transfer_.cancel = int32_argument(keep(job.Get("control")), "control", 1).data;
    transfer_.progress = float64_argument(keep(job.Get("progress")), "progress", 1).data;
    read_plan(env, job.Get("plan"));
    const Napi::Value statistics = job.Get("statistics");
    float64_argument(statistics, "statistics", transfer_.rows.size() * statistics_length);
    statistics_argument_ = Napi::Persistent(statistics.As<Napi::Object>());
    transfer_.statistics = statistics_.data();
  }

 protected:
  void Execute() override { status_ = run_transfer(transfer_, *pool_); }

  void OnOK() override {
    publish_statistics();
    Callback().Call({Napi::String::New(Env(), status_)});
  }

  /// An exception in Execute: there is nothing that throws but allocations.
  void OnError(const Napi::Error&) override { Callback().Call({Napi::String::New(Env(), "ENOMEM allocate")}); }

 private:
  /// Keeps typed arrays alive while threads use their memory. JavaScript must not detach them meanwhile.
  Napi::Value keep(const Napi::Value& value) {
    if (value.IsObject()) kept_.push_back(Napi::Persistent(value.As<Napi::Object>()));
    return value;
  }

  void read_plan(Napi::Env env, const Napi::Value& value) {
    const Elements<double> plan = float64_argument(value, "plan", 0);
    if (plan.length % row_length != 0) {
      throw_range_error(env, "plan", "rows of 4 numbers", std::to_string(plan.length) + " numbers");
    }
    const std::size_t rows = plan.length / row_length;
    transfer_.rows.reserve(rows);
    for (std::size_t i = 0; i < rows; i++) {
      const double* const numbers = plan.data + row_length * i;
      TransferRow row;
      if (const char* expected = read_row(numbers, transfer_, &row)) {
        throw_range_error(env, "plan[" + std::to_string(i) + "]", expected, text_of(numbers));
      }
      transfer_.rows.push_back(row);
    }
    statistics_.resize(rows);
  }

  /// On JavaScript's thread, so that the array is looked up as it is now: it may have been detached meanwhile.
  void publish_statistics() {
    const Elements<double> output = float64_argument(statistics_argument_.Value(), "statistics", 0);
    const std::size_t bytes = std::min(output.length * sizeof(double), statistics_.size() * sizeof(Statistics));
    if (bytes > 0) std::memcpy(output.data, statistics_.data(), bytes);
  }

  std::shared_ptr<ThreadPool> pool_;
  Transfer transfer_ = {};
  std::vector<Statistics> statistics_;  // one per row
  Napi::ObjectReference statistics_argument_;
  std::vector<Napi::ObjectReference> kept_;
  Status status_;
};

}  // namespace

void transfer_binding(const Napi::CallbackInfo& info) {
  const Napi::Object job = object_argument(info[0], "job");
  if (!info[1].IsFunction()) throw Napi::TypeError::New(info.Env(), "done: expected a function");
  auto worker = std::make_unique<TransferWorker>(job, info[1].As<Napi::Function>());
  worker->Queue();
  worker.release();  // it deletes itself after its callback
}

}  // namespace halflite
