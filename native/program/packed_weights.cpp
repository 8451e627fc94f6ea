#include "packed_weights.h"

#include <algorithm>
#include <utility>

#include "sharing.h"

namespace halflite {
namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t bytes_at_once = 1 << 16;

}  // namespace

std::shared_ptr<const PackedWeights> Packing::claim(const std::string& key, std::size_t bytes, std::size_t panels, PackPanel pack_panel) {
  const auto weights = std::make_shared<PackedWeights>(bytes);
  std::size_t fresh = bytes;
  if (!key.empty()) {
    const auto [same, is_new] = by_key_.try_emplace(key, weights);
    if (!is_new) return same->second;
    weights->memory_ = std::static_pointer_cast<PackedWeights::Memory>(find_shared(key));
    if (weights->memory_) fresh = 0;
  }
  claims_.push_back({key, weights, panels, std::move(pack_panel), bytes_});
  bytes_ += (fresh + alignment - 1) / alignment * alignment;
  return weights;
}

void Packing::finish() {
  by_key_.clear();
  if (claims_.empty()) return;
  const auto block = std::make_shared<const PackedWeights::Block>(PackedWeights::Block{allocate_aligned(bytes_), bytes_});
  for (const Claim& claim : claims_) {
    std::shared_ptr<PackedWeights::Memory>& memory = claim.weights->memory_;
    if (memory) continue;
    memory = std::make_shared<PackedWeights::Memory>();
    memory->block = block;
    memory->offset = claim.offset;
    if (!claim.key.empty()) memory = std::static_pointer_cast<PackedWeights::Memory>(publish_shared(claim.key, memory));
  }
}

void Packing::pack(std::size_t begin, std::size_t end, Team& team) const noexcept {
  for (std::size_t i = begin; i < end; i++) {
    const Claim& claim = claims_[i];
    PackedWeights::Memory& memory = *claim.weights->memory_;
    const std::size_t panel_bytes = claim.weights->bytes() / std::max<std::size_t>(1, claim.panels);
    std::call_once(memory.packed, [&]() noexcept {
      touch_first(memory.block->bytes.get(), memory.block->length, memory.offset, memory.offset + claim.weights->bytes());
      team.parallel_for(claim.panels, bytes_at_once / (panel_bytes + 1) + 1, [&](std::size_t first, std::size_t last) noexcept {
        for (std::size_t panel = first; panel < last; panel++) claim.pack_panel(panel, memory.data());
      });
    });
  }
}

}  // namespace halflite
