// Constant weights of integers in the form that products of the target read.
#pragma once

#include "byte_panels.h"
#include "packing.h"
#include "step.h"

namespace halflite {

/// Rows of a strip at most, of all targets.
constexpr std::size_t most_integer_strip = 16;

/// BytePanels or IntegerPanels of the source, which are the elements of `weights`; packed once for all steps that want the same.
inline std::shared_ptr<const PackedWeights> claim_panels(StepReader& r, const Operand& weights, const IntegerPanelSource& source, bool as_bytes) {
  const auto claim = [&](const auto& panels, const char* form) {
    const std::string& constant = r.key(weights);
    const std::string key = constant.empty() ? constant
                                             : packed_key(constant + form, {weights.offset, static_cast<std::uint64_t>(source.type),
                                                                            static_cast<std::uint64_t>(source.zero), source.rows, source.taps, source.depth,
                                                                            source.columns});
    return r.packing().claim(key, panels.bytes(), source.panels(), [panels](std::size_t panel, char* sink) { panels.pack(panel, sink); });
  };
  return as_bytes ? claim(BytePanels{source}, " bytes") : claim(IntegerPanels{source}, " integers");
}

}  // namespace halflite
