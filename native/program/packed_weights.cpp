#include "packed_weights.h"

#include <algorithm>
#include <utility>

#include "../runtime/aligned_memory.h"
#include "../runtime/team.h"
#include "sharing.h"

namespace halflite {
namespace {

constexpr std::size_t alignment = 64;

/// Less is packed before another thread is awake.
constexpr std::size_t bytes_per_thread = 1 << 19;
constexpr std::size_t bytes_at_once = 1 << 16;

}  // namespace

std::shared_ptr<const PackedWeights> Packing::claim(const std::string& key, std::size_t bytes, std::size_t panels, PackPanel pack_panel) {
  const auto weights = std::make_shared<PackedWeights>(bytes);
  if (!key.empty()) {
    const auto [same, is_new] = by_key_.try_emplace(key, weights);
    if (!is_new) return same->second;
    weights->data_ = std::static_pointer_cast<const char>(find_shared(key));
    if (weights->data_) return weights;
  }
  claims_.push_back({key, weights, panels, std::move(pack_panel), bytes_});
  bytes_ += (bytes + alignment - 1) / alignment * alignment;
  return weights;
}

void Packing::finish(ThreadPool& pool, std::size_t threads) {
  if (claims_.empty()) return;
  const std::shared_ptr<char[]> block = allocate_aligned(bytes_);
  with_team(pool, std::clamp<std::size_t>(bytes_ / bytes_per_thread, 1, threads), [&](Team& team) noexcept {
    for (const Claim& claim : claims_) {
      char* const sink = block.get() + claim.offset;
      const std::size_t panel_bytes = claim.weights->bytes() / std::max<std::size_t>(1, claim.panels);
      team.parallel_for(claim.panels, bytes_at_once / (panel_bytes + 1) + 1, [&](std::size_t begin, std::size_t end) noexcept {
        for (std::size_t panel = begin; panel < end; panel++) claim.pack_panel(panel, sink);
      });
    }
  });
  for (const Claim& claim : claims_) {
    std::shared_ptr<const char> packed(block, block.get() + claim.offset);
    if (!claim.key.empty()) packed = std::static_pointer_cast<const char>(publish_shared(claim.key, std::move(packed)));
    claim.weights->data_ = std::move(packed);
  }
  claims_.clear();
  by_key_.clear();
  bytes_ = 0;
}

}  // namespace halflite
