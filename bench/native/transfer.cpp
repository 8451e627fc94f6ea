// A file of float32 to a new file of float16, both in the page cache, against `cp` of the same file and against the barest
// loop of pread, convert and pwrite. POSIX only. Nothing is fsynced.
// Usage: halflite_bench_transfer [folder (.)] [MiB of float32 (1024)] [repetitions (5)]

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "../../native/kernels/dispatch.h"
#include "../../native/runtime/bulk.h"
#include "../../native/runtime/file.h"
#include "../../native/runtime/transfer.h"

namespace {

using namespace halflite;

const Target& best_target() {
  return *std::find_if(targets().begin(), targets().end(), [](const Target& t) { return t.supported(); });
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

[[noreturn]] void stop(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

struct Files {
  std::string source, sink;
  std::uint64_t length;  // of the source
};

void write_source(const Files& files) {
  const int fd = open(files.source.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (fd < 0) stop("cannot write " + files.source);
  std::vector<float> values(1 << 20);
  std::mt19937 random(1);
  for (float& value : values) value = (static_cast<float>(random() & 0xffffff) / 0x1p24f - 0.5f) * 0.2f;
  for (std::uint64_t at = 0; at < files.length; at += values.size() * 4) {
    if (const Status status = write_exactly(fd, values.data(), values.size() * 4, at); !status.empty()) stop(status);
  }
  close(fd);
}

/// Opens both ends, the sink anew, calls body(source, sink).
void with_files(const Files& files, const std::function<void(int, int)>& body) {
  const int source = open(files.source.c_str(), O_RDONLY);
  const int sink = open(files.sink.c_str(), O_RDWR | O_CREAT | O_TRUNC, 0600);
  if (const Status status = allocate(sink, files.length / 2); !status.empty()) stop(status);
  body(source, sink);
  close(source);
  close(sink);
}

void copy(const Files& files) {
  const std::string command = "cp '" + files.source + "' '" + files.sink + "'";
  if (std::system(command.c_str()) != 0) stop(command);
}

void bare_loop(const Files& files, std::size_t threads) {
  static ThreadPool pool;
  constexpr std::size_t bytes = 256 * 1024;
  with_files(files, [&](int source, int sink) {
    parallel_for(pool, threads, threads, 1, [&](std::size_t thread, std::size_t) noexcept {
      const std::unique_ptr<char[]> from(new char[bytes]), to(new char[bytes / 2]);
      const std::uint64_t part = files.length / threads;
      for (std::uint64_t at = part * thread; at < part * (thread + 1); at += bytes) {
        if (pread(source, from.get(), bytes, static_cast<off_t>(at)) != static_cast<ssize_t>(bytes)) stop("pread");
        best_target().kernels->float16_from_float32(from.get(), to.get(), bytes / 4, Overflow::infinity, Store::cached);
        if (pwrite(sink, to.get(), bytes / 2, static_cast<off_t>(at / 2)) < 0) stop("pwrite");
      }
    });
  });
}

void transfer(const Files& files, std::size_t threads) {
  static ThreadPool pool;
  with_files(files, [&](int source, int sink) {
    Statistics statistics = {};
    std::int32_t cancel = 0;
    double progress = 0;
    const Transfer job{best_target().kernels, Overflow::clamp, threads, {source, nullptr, 0}, {sink, nullptr, 0},
                       {{TransferKind::float32_to_float16, 0, 0, files.length}}, &statistics, &cancel, &progress};
    if (const Status status = run_transfer(job, pool); !status.empty()) stop(status);
  });
}

struct Trial {
  const char* name;
  std::function<void(const Files&)> run;
  std::vector<double> times = {};
};

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : ".";
  const std::uint64_t length = (argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1024) << 20;
  const int repetitions = argc > 3 ? std::atoi(argv[3]) : 5;
  const Files files = {folder + "/halflite_bench_source", folder + "/halflite_bench_sink", length};
  write_source(files);
  std::vector<Trial> trials = {
      {"cp", copy},
      {"bare loop, 1 thread", [](const Files& f) { bare_loop(f, 1); }},
      {"bare loop, 2 threads", [](const Files& f) { bare_loop(f, 2); }},
      {"transfer with statistics, 1 thread", [](const Files& f) { transfer(f, 1); }},
      {"transfer with statistics, 2 threads", [](const Files& f) { transfer(f, 2); }},
  };
  for (int repetition = 0; repetition < repetitions; repetition++) {
    for (Trial& trial : trials) {
      unlink(files.sink.c_str());
      const double start = seconds();
      trial.run(files);
      trial.times.push_back(seconds() - start);
    }
  }
  unlink(files.source.c_str());
  unlink(files.sink.c_str());
  const double reference = median(trials[0].times);
  const double best_reference = *std::min_element(trials[0].times.begin(), trials[0].times.end());
  std::printf("%llu MiB of float32 in the page cache, target %s, median (best) of %d\n",
              static_cast<unsigned long long>(length >> 20), best_target().name, repetitions);
  for (const Trial& trial : trials) {
    const double middle = median(trial.times), best = *std::min_element(trial.times.begin(), trial.times.end());
    std::printf("%-36s %7.1f ms (%7.1f)  %5.2f (%5.2f) x cp  %5.2f GB/s of float32\n", trial.name, 1e3 * middle,
                1e3 * best, middle / reference, best / best_reference, static_cast<double>(length) / best / 1e9);
  }
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak resident memory %.1f MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
}
