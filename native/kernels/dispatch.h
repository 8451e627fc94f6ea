// The compiled-in targets, best first.
#pragma once

#include <string>
#include <vector>

#include "kernels.h"

namespace halflite {

struct Target {
  const char* name;
  const Kernels* kernels;
  std::string reason;  ///< "" when this machine can run it, else why not

  std::string float16_reason;  ///< "" when this machine and the addon have float16 arithmetic for it, else why not
  std::string byte_reason;     ///< the same for products of bytes
  std::string permutation_reason;  ///< and for permutations of bytes

  bool supported() const { return reason.empty(); }
  bool has_float16_arithmetic() const { return supported() && float16_reason.empty(); }
  bool has_byte_products() const { return supported() && byte_reason.empty(); }
  bool has_byte_permutations() const { return supported() && permutation_reason.empty(); }
};

/// In the order of native/targets.json.
const std::vector<Target>& targets();

}  // namespace halflite
