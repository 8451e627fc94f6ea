#include "../program/packed_weights.h"

#include <algorithm>
#include <atomic>
#include <vector>

#include "check.h"

namespace halflite::test {
namespace {

/// Weights whose panels are filled with their number and that of the weights.
struct Filled {
  std::size_t panels, panel_bytes;
  int mark;
  std::atomic<std::size_t> packed{0};

  std::shared_ptr<const PackedWeights> claim(Packing& packing, const std::string& key) {
    return packing.claim(key, panels * panel_bytes, panels, [this](std::size_t panel, char* sink) {
      packed++;
      std::fill_n(sink + panel * panel_bytes, panel_bytes, value(panel));
    });
  }

  void check(const PackedWeights& weights) const {
    CHECK(weights.bytes() == panels * panel_bytes, "%zu bytes", weights.bytes());
    CHECK(reinterpret_cast<std::uintptr_t>(weights.data()) % 64 == 0, "weights are not aligned");
    for (std::size_t i = 0; i < weights.bytes(); i++) {
      CHECK(weights.data()[i] == value(i / panel_bytes), "panel %zu of weights %d", i / panel_bytes, mark);
      if (weights.data()[i] != value(i / panel_bytes)) return;
    }
  }

  char value(std::size_t panel) const { return static_cast<char>(31 * mark + static_cast<int>(panel)); }
};

void check_threads(std::size_t threads) {
  ThreadPool pool;
  Packing packing;
  Filled large{301, 10007, 1, {}}, small{3, 7, 2, {}}, empty{0, 5, 3, {}};
  const auto first = large.claim(packing, ""), second = small.claim(packing, ""), third = empty.claim(packing, "");
  CHECK(first->data() == nullptr && large.packed == 0, "something is packed before all is claimed");
  packing.finish(pool, threads);
  large.check(*first);
  small.check(*second);
  CHECK(third->bytes() == 0 && large.packed == 301 && small.packed == 3, "%zu and %zu panels", large.packed.load(), small.packed.load());
  CHECK(pool.size() < threads, "%zu threads of %zu", pool.size(), threads);
}

void check_sharing() {
  ThreadPool pool;
  Filled weights{5, 100, 4, {}}, again{5, 100, 4, {}};
  Packing packing, other;
  const auto first = weights.claim(packing, "shared weights"), same = again.claim(packing, "shared weights");
  packing.finish(pool, 1);
  const auto found = again.claim(other, "shared weights");
  other.finish(pool, 1);
  CHECK(weights.packed == 5 && again.packed == 0, "weights of one key are packed again");
  CHECK(first->data() == same->data() && first->data() == found->data(), "weights of one key lie in several places");
}

void check_race() {
  ThreadPool pool;
  Filled weights{5, 100, 5, {}}, rival{5, 100, 5, {}}, after{5, 100, 6, {}};
  {
    Packing packing, other;
    const auto first = weights.claim(packing, "contested weights"), second = rival.claim(other, "contested weights");
    packing.finish(pool, 1);
    other.finish(pool, 1);
    CHECK(first->data() == second->data(), "of two that packed the same, both keep their own");
    weights.check(*second);
  }
  Packing packing;
  const auto fresh = after.claim(packing, "contested weights");
  packing.finish(pool, 1);
  after.check(*fresh);
}

}  // namespace

void test_packed_weights() {
  for (const std::size_t threads : {1, 2, 4}) check_threads(threads);
  check_sharing();
  check_race();
}

}  // namespace halflite::test
