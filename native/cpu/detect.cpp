#include "detect.h"

#include <algorithm>

#include "../kernels/kernels.h"
#include "compilers.h"

#if defined(HALFLITE_X64)
#ifdef _MSC_VER
#include <intrin.h>
#else
#include <cpuid.h>
#endif
#elif defined(HALFLITE_ARM64) && defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif
#ifdef __APPLE__
#include <sys/sysctl.h>
#endif

namespace halflite::cpu {

#ifdef __APPLE__
namespace {

/// What macOS says about a feature: "hw.optional.avx512f".
bool has_feature(const char* name) {
  int available = 0;
  size_t size = sizeof available;
  return sysctlbyname(name, &available, &size, nullptr, 0) == 0 && available != 0;
}

}  // namespace
#endif

std::string scalar() { return ""; }
std::string scalar_float16_arithmetic() { return "scalar has no float16 arithmetic"; }
std::string scalar_byte_products() { return "scalar has no products of bytes"; }
std::string scalar_byte_permutations() { return "scalar has no permutations of bytes"; }

#ifdef HALFLITE_X64
namespace {

struct Feature {
  const char* name;
  bool present;
};

struct Registers {
  uint32_t eax, ebx, ecx, edx;
};

Registers cpuid(uint32_t leaf, uint32_t part = 0) {
  Registers r = {};
#ifdef _MSC_VER
  int values[4];
  __cpuid(values, static_cast<int>(leaf & 0x80000000));
  if (static_cast<uint32_t>(values[0]) < leaf) return r;
  __cpuidex(values, static_cast<int>(leaf), static_cast<int>(part));
  r = {static_cast<uint32_t>(values[0]), static_cast<uint32_t>(values[1]), static_cast<uint32_t>(values[2]),
       static_cast<uint32_t>(values[3])};
#else
  if (!__get_cpuid_count(leaf, part, &r.eax, &r.ebx, &r.ecx, &r.edx)) return {};
#endif
  return r;
}

/// Asked once, as virtual machines take long to answer.
const Registers& basic_features() {
  static const Registers features = cpuid(1);
  return features;
}
const Registers& extended_features() {
  static const Registers features = cpuid(7);
  return features;
}

bool bit(uint32_t value, int position) { return (value >> position & 1) != 0; }

/// The register states that the operating system saves on a context switch; needs the osxsave feature.
uint64_t saved_states() {
#ifdef _MSC_VER
  return _xgetbv(0);
#else
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return static_cast<uint64_t>(high) << 32 | low;
#endif
}

constexpr uint64_t ymm_states = 0x06;
constexpr uint64_t zmm_states = 0xe6;

bool saves(uint64_t states) {
  if (!bit(basic_features().ecx, 27)) return false;
#ifdef __APPLE__
  // macOS turns the ZMM states on at a thread's first use of them, so XGETBV does not show them before.
  if (states == zmm_states) return has_feature("hw.optional.avx512f");
#endif
  return (saved_states() & states) == states;
}

template <size_t n>
std::string lacking(const Feature (&features)[n]) {
  std::string names;
  for (const Feature& feature : features) {
    if (!feature.present) names += (names.empty() ? "" : ", ") + std::string(feature.name);
  }
  return names.empty() ? "" : "CPU lacks " + names;
}

/// Of the first cache that a leaf describes, if that is the first-level data cache; else 0.
std::size_t ways_in(uint32_t leaf) {
  constexpr uint32_t data_cache = 1;
  const Registers cache = cpuid(leaf);
  const bool is_wanted = (cache.eax & 31) == data_cache && (cache.eax >> 5 & 7) == 1;
  return is_wanted ? (cache.ebx >> 22) + 1 : 0;
}

}  // namespace

std::string avx2() {
  const Registers &basic = basic_features(), &extended = extended_features();
  const std::string reason = lacking({{"avx", bit(basic.ecx, 28)},
                                      {"avx2", bit(extended.ebx, 5)},
                                      {"fma", bit(basic.ecx, 12)},
                                      {"f16c", bit(basic.ecx, 29)}});
  if (!reason.empty()) return reason;
  return saves(ymm_states) ? "" : "operating system does not save YMM registers";
}

std::string avx512() {
  // The compiler may use everything that its flags allow, so all that avx2 needs is needed here too.
  const Registers& extended = extended_features();
  const std::string reason = lacking({{"avx512f", bit(extended.ebx, 16)},
                                      {"avx512bw", bit(extended.ebx, 30)},
                                      {"avx512vl", bit(extended.ebx, 31)}});
  if (!reason.empty()) return reason;
  if (std::string base = avx2(); !base.empty()) return base;
  return saves(zmm_states) ? "" : "operating system does not save ZMM registers";
}

std::string avx2_float16_arithmetic() { return "avx2 has no float16 arithmetic"; }

std::string avx512_float16_arithmetic() {
#if HALFLITE_KNOWS_AVX512_FP16
  if (std::string base = avx512(); !base.empty()) return base;
  return lacking({{"avx512fp16", bit(extended_features().edx, 23)}});
#else
  return "compiled without avx512fp16";
#endif
}

std::string avx2_byte_products() {
#if HALFLITE_KNOWS_AVX_VNNI
  if (std::string base = avx2(); !base.empty()) return base;
  return lacking({{"avx_vnni", bit(cpuid(7, 1).eax, 4)}});
#else
  return "compiled without avx_vnni";
#endif
}

std::string avx512_byte_products() {
#if HALFLITE_KNOWS_AVX512_VNNI
  if (std::string base = avx512(); !base.empty()) return base;
  return lacking({{"avx512_vnni", bit(extended_features().ecx, 11)}});
#else
  return "compiled without avx512_vnni";
#endif
}

std::string avx2_byte_permutations() { return "avx2 has no permutations of bytes"; }

std::string avx512_byte_permutations() {
#if HALFLITE_KNOWS_AVX512_VBMI
  if (std::string base = avx512(); !base.empty()) return base;
  return lacking({{"avx512_vbmi", bit(extended_features().ecx, 1)}});
#else
  return "compiled without avx512_vbmi";
#endif
}
#endif

#ifdef HALFLITE_ARM64
std::string neon() {
#ifdef __linux__
  if (!(getauxval(AT_HWCAP) & HWCAP_ASIMD)) return "CPU lacks asimd";
#endif
  return "";  // part of every 64-bit Arm that macOS and Windows run on
}

std::string neon_float16_arithmetic() {
#if !HALFLITE_KNOWS_NEON_FP16
  return "compiled without fp16";
#elif defined(__linux__)
  return getauxval(AT_HWCAP) & HWCAP_ASIMDHP ? "" : "CPU lacks asimdhp";
#elif defined(__APPLE__)
  return has_feature("hw.optional.arm.FEAT_FP16") ? "" : "CPU lacks FEAT_FP16";
#else
  return "not detected on this operating system";
#endif
}

std::string neon_byte_permutations() { return "neon has them without asking"; }

std::string neon_byte_products() {
#if !HALFLITE_KNOWS_DOTPROD
  return "compiled without dotprod";
#elif defined(__linux__)
  return getauxval(AT_HWCAP) & HWCAP_ASIMDDP ? "" : "CPU lacks asimddp";
#elif defined(__APPLE__)
  return has_feature("hw.optional.arm.FEAT_DotProd") ? "" : "CPU lacks FEAT_DotProd";
#else
  return "not detected on this operating system";
#endif
}
#endif

std::size_t first_level_ways() {
  constexpr std::size_t usual = 8;
#ifdef HALFLITE_X64
  // Asked once. Intel and AMD have a leaf each.
  static const std::size_t ways = std::max(ways_in(4), ways_in(0x8000001d));
  return ways > 0 ? ways : usual;
#else
  return usual;
#endif
}

}  // namespace halflite::cpu
