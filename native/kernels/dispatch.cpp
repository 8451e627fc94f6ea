#include "dispatch.h"

#include "../cpu/detect.h"

// The build defines HALFLITE_TARGETS from targets.json: TARGET(avx512)TARGET(avx2)TARGET(scalar)

namespace halflite {

#define TARGET(name)            \
  namespace name {              \
  extern const Kernels kernels; \
  }
HALFLITE_TARGETS
#undef TARGET

const std::vector<Target>& targets() {
#define TARGET(name) \
  {#name, &name::kernels, cpu::name(), cpu::name##_float16_arithmetic(), cpu::name##_byte_products(), cpu::name##_byte_permutations()},
  static const std::vector<Target> list = {HALFLITE_TARGETS};
#undef TARGET
  return list;
}

}  // namespace halflite
