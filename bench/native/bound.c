// What this machine allows: the plainest loops that convert float32 to float16, a plain copy, multiplications and additions
// without memory, and reading; without any of halflite's code. Built by the bench when there is a C compiler.
//
//   bound copy|convert|stream BYTES THREADS REPEATS    prints the milliseconds of each repeat, one a line
//   bound file SOURCE SINK THREADS                     converts a whole file, pread and pwrite; prints milliseconds
//   bound fma OPERATIONS THREADS REPEATS               prints the milliseconds that so many would take at the peak
//   bound read BYTES THREADS REPEATS                   prints the milliseconds that reading so many takes, when done over and over
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
  size_t begin, end;  // bytes of the source; of fma, end is how often
  size_t rounds;      // of read
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

#if defined(__AVX512F__)
typedef float Vector __attribute__((vector_size(64)));
#elif defined(__AVX__)
typedef float Vector __attribute__((vector_size(32)));
#else
typedef float Vector __attribute__((vector_size(16)));
#endif
enum { LANES = sizeof(Vector) / sizeof(float), CHAINS = 12, STREAMS = 8 };

static volatile float kept;

// As many independent chains as hide the latency of an operation.
static void* multiplyAndAdd(void* argument) {
  const size_t rounds = ((Part*)argument)->end;
  Vector sums[CHAINS], factor = {0};
  for (int c = 0; c < CHAINS; c++) sums[c] = factor + (float)c;
  factor += kept + 0.5f;
  for (size_t i = 0; i < rounds; i++) {
    // Unrolled, so that the sums stay in registers.
#pragma GCC unroll 12
    for (int c = 0; c < CHAINS; c++) sums[c] = sums[c] * factor + factor;
  }
  for (int c = 1; c < CHAINS; c++) sums[0] += sums[c];
  kept = sums[0][0];
  return NULL;
}

// Several streams at a time, which the prefetchers like better than one.
static void* readAll(void* argument) {
  const Part* part = argument;
  const size_t vectors = (part->end - part->begin) / sizeof(Vector) / STREAMS;
  typedef unsigned Words __attribute__((vector_size(sizeof(Vector))));
  Words sums[STREAMS] = {{0}};
  for (size_t round = 0; round < part->rounds; round++) {
    const Words* source = (const Words*)(part->source + part->begin);
    for (size_t i = 0; i < vectors; i++) {
#pragma GCC unroll 8
      for (int s = 0; s < STREAMS; s++) sums[s] |= source[s * vectors + i];
    }
    __asm__ volatile("" ::: "memory");
  }
  for (int s = 1; s < STREAMS; s++) sums[0] |= sums[s];
  kept = (float)sums[0][0];
  return NULL;
}

// Milliseconds of all threads together.
static double together(void* (*body)(void*), Part* parts, long threads) {
  double begun = now();
  for (long i = 1; i < threads; i++)
    if (pthread_create(&parts[i].thread, NULL, body, &parts[i])) fail("pthread_create");
  body(&parts[0]);
  for (long i = 1; i < threads; i++) pthread_join(parts[i].thread, NULL);
  return now() - begun;
}

// Long enough for threads to start; what the amount that is asked for takes is a part of it.
static double runPeak(char* source, double amount, long threads) {
  const double least = !strcmp(mode, "fma") ? 4e9 : 1e9;
  Part parts[64];
  double done = 0;
  for (long i = 0; i < threads; i++) {
    if (!strcmp(mode, "fma")) {
      parts[i] = (Part){.end = (size_t)(least / (2 * LANES * CHAINS))};
      done += 2.0 * LANES * CHAINS * parts[i].end;
    } else {
      size_t share = ((size_t)amount / threads) & ~(size_t)(sizeof(Vector) * STREAMS - 1);
      if (share == 0) share = sizeof(Vector) * STREAMS;
      parts[i] = (Part){.source = source, .begin = i * share, .end = (i + 1) * share, .rounds = (size_t)(least / share) + 1};
      done += (double)share * parts[i].rounds;
    }
  }
  return together(!strcmp(mode, "fma") ? multiplyAndAdd : readAll, parts, threads) * amount / done;
}

static int printPeaks(double amount, long threads, long count) {
  size_t bytes = !strcmp(mode, "fma") ? 4096 : ((size_t)amount + 4096 * threads) & ~(size_t)4095;
  char* source = aligned_alloc(4096, bytes);
  if (!source) fail("aligned_alloc");
  memset(source, 1, bytes);
  for (long i = 0; i < count; i++) printf("%.6f\n", runPeak(source, amount, threads));
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
  if (!strcmp(mode, "fma") || !strcmp(mode, "read")) return printPeaks(atof(arguments[2]), threads, repeats);
  char* source = aligned_alloc(4096, bytes);
  char* sink = aligned_alloc(4096, bytes);
  if (!source || !sink) fail("aligned_alloc");
  for (size_t i = 0; i < bytes / 4; i++) ((float*)source)[i] = (float)((i * 2654435761u) % 65521) / 65521.0f - 0.5f;
  memset(sink, 1, bytes);
  run(source, sink, bytes, threads);
  for (long i = 0; i < repeats; i++) printf("%.4f\n", run(source, sink, bytes, threads));
  return 0;
}
