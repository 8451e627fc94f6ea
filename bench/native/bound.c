// What this machine's memory allows: the plainest loops that convert float32 to float16, and a plain copy, without any of
// halflite's code. Built by the bench when there is a C compiler.
//
//   bound copy|convert|stream BYTES THREADS REPEATS    prints the milliseconds of each repeat, one a line
//   bound file SOURCE SINK THREADS                     converts a whole file, pread and pwrite; prints milliseconds
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#if defined(__F16C__)
#include <immintrin.h>
static void convert(const float* source, uint16_t* sink, size_t count) {
  for (size_t i = 0; i + 8 <= count; i += 8)
    _mm_storeu_si128((__m128i*)(sink + i), _mm256_cvtps_ph(_mm256_loadu_ps(source + i), 0));
}
static void stream(const float* source, uint16_t* sink, size_t count) {
  for (size_t i = 0; i + 8 <= count; i += 8)
    _mm_stream_si128((__m128i*)(sink + i), _mm256_cvtps_ph(_mm256_loadu_ps(source + i), 0));
  _mm_sfence();
}
#elif defined(__aarch64__)
#include <arm_neon.h>
static void convert(const float* source, uint16_t* sink, size_t count) {
  for (size_t i = 0; i + 4 <= count; i += 4)
    vst1_u16(sink + i, vreinterpret_u16_f16(vcvt_f16_f32(vld1q_f32(source + i))));
}
#define stream convert
#else
#error "no conversion instruction: this bound does not exist here"
#endif

enum { CHUNK = 1 << 20 };

static const char* mode;
static long repeats;
static int sourceFile, sinkFile;

typedef struct {
  pthread_t thread;
  char* source;
  char* sink;
  size_t begin, end;  // bytes of the source
} Part;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static void fail(const char* what) {
  perror(what);
  exit(1);
}

static void convertFile(const Part* part) {
  char* source = aligned_alloc(64, CHUNK);
  uint16_t* sink = aligned_alloc(64, CHUNK / 2);
  for (size_t at = part->begin; at < part->end; at += CHUNK) {
    size_t size = part->end - at < CHUNK ? part->end - at : CHUNK;
    if (pread(sourceFile, source, size, at) != (ssize_t)size) fail("pread");
    convert((const float*)source, sink, size / 4);
    if (pwrite(sinkFile, sink, size / 2, at / 2) != (ssize_t)(size / 2)) fail("pwrite");
  }
}

static void* work(void* argument) {
  Part* part = argument;
  size_t size = part->end - part->begin;
  const float* source = (const float*)(part->source + part->begin);
  uint16_t* sink = (uint16_t*)(part->sink + part->begin / 2);
  if (!strcmp(mode, "file")) convertFile(part);
  else if (!strcmp(mode, "copy")) memcpy(part->sink + part->begin, source, size);
  else if (!strcmp(mode, "stream")) stream(source, sink, size / 4);
  else convert(source, sink, size / 4);
  return NULL;
}

// One run over `bytes`, on `threads` threads; the caller works too.
static double run(char* source, char* sink, size_t bytes, long threads) {
  Part parts[64];
  size_t share = (bytes / threads) & ~(size_t)4095;
  double begun = now();
  for (long i = 0; i < threads; i++) {
    parts[i] = (Part){.source = source, .sink = sink, .begin = i * share, .end = i + 1 == threads ? bytes : (i + 1) * share};
    if (i > 0 && pthread_create(&parts[i].thread, NULL, work, &parts[i])) fail("pthread_create");
  }
  work(&parts[0]);
  for (long i = 1; i < threads; i++) pthread_join(parts[i].thread, NULL);
  return now() - begun;
}

static int runFile(char** arguments) {
  struct stat status;
  sourceFile = open(arguments[0], O_RDONLY);
  sinkFile = open(arguments[1], O_RDWR | O_CREAT | O_TRUNC, 0644);
  if (sourceFile < 0 || sinkFile < 0 || fstat(sourceFile, &status)) fail("open");
  double begun = now();
  if (posix_fallocate(sinkFile, 0, status.st_size / 2)) fail("posix_fallocate");
  run(NULL, NULL, status.st_size & ~(size_t)63, atol(arguments[2]));
  printf("%.4f\n", now() - begun);
  return 0;
}

int main(int count, char** arguments) {
  if (count != 5) return 2;
  mode = arguments[1];
  if (!strcmp(mode, "file")) return runFile(arguments + 2);
  size_t bytes = strtoull(arguments[2], NULL, 10);
  long threads = atol(arguments[3]);
  repeats = atol(arguments[4]);
  if (threads < 1 || threads > 64) return 2;
  char* source = aligned_alloc(4096, bytes);
  char* sink = aligned_alloc(4096, bytes);
  if (!source || !sink) fail("aligned_alloc");
  for (size_t i = 0; i < bytes / 4; i++) ((float*)source)[i] = (float)((i * 2654435761u) % 65521) / 65521.0f - 0.5f;
  memset(sink, 1, bytes);
  run(source, sink, bytes, threads);
  for (long i = 0; i < repeats; i++) printf("%.4f\n", run(source, sink, bytes, threads));
  return 0;
}
