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

  bool supported() const { return reason.empty(); }
};

/// In the order of native/targets.json.
const std::vector<Target>& targets();

}  // namespace halflite
