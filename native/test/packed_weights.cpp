#include "../program/packed_weights.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>

#include "check.h"

namespace halflite::test {
namespace {

/// Weights whose panels are filled with their number and that of the weights.
struct Filled {
  std::size_t panels = 101, panel_bytes = 40009;
  int mark = 0;
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

void pack_all(ThreadPool& pool, const Packing& packing, std::size_t threads) {
  with_team(pool, threads, [&](Team& team) noexcept { packing.pack(0, packing.count(), team); });
}

void check_threads(std::size_t threads) {
  ThreadPool pool;
  Packing packing;
  Filled large{301, 10007, 1, {}}, small{3, 7, 2, {}}, empty{0, 5, 3, {}};
  const auto first = large.claim(packing, ""), second = small.claim(packing, ""), third = empty.claim(packing, "");
  CHECK(first->data() == nullptr && packing.count() == 3, "there is memory before all is claimed");
  packing.finish();
  CHECK(first->data() != nullptr && large.packed == 0, "something is packed before a run");
  with_team(pool, threads, [&](Team& team) noexcept { packing.pack(1, 2, team); });
  CHECK(large.packed == 0 && small.packed == 3, "weights of other steps are packed");
  for (int runs = 0; runs < 2; runs++) pack_all(pool, packing, threads);
  large.check(*first);
  small.check(*second);
  CHECK(third->bytes() == 0 && large.packed == 301 && small.packed == 3, "%zu and %zu panels", large.packed.load(), small.packed.load());
}

void check_sharing() {
  ThreadPool pool;
  Filled weights{5, 100, 4, {}}, again{5, 100, 4, {}};
  Packing packing, other;
  const auto first = weights.claim(packing, "shared weights"), same = again.claim(packing, "shared weights");
  packing.finish();
  pack_all(pool, packing, 1);
  const auto found = again.claim(other, "shared weights");
  other.finish();
  pack_all(pool, other, 1);
  CHECK(weights.packed == 5 && again.packed == 0, "weights of one key are packed again");
  CHECK(first->data() == same->data() && first->data() == found->data(), "weights of one key lie in several places");
}

/// Weights that nobody ran belong to whoever runs first, also when who claimed them first is gone.
void check_late_sharing() {
  ThreadPool pool;
  Filled gone{5, 100, 7, {}}, weights{5, 100, 7, {}};
  Packing packing;
  std::shared_ptr<const PackedWeights> found;
  {
    Packing never_run;
    const auto first = gone.claim(never_run, "late weights");
    never_run.finish();
    found = weights.claim(packing, "late weights");
    packing.finish();
    CHECK(first->data() == found->data(), "weights of one key lie in several places");
  }
  pack_all(pool, packing, 2);
  CHECK(gone.packed == 0, "a program that is gone packs weights");
  weights.check(*found);
}

/// Blocks with huge pages, which weights begin and end in the middle of: whoever touches a page first leaves what others wrote.
void check_large_block() {
  ThreadPool pool;
  Packing packing;
  Filled all[7];
  std::shared_ptr<const PackedWeights> packed[7];
  for (int i = 0; i < 7; i++) {
    all[i].mark = i;
    packed[i] = all[i].claim(packing, "");
  }
  packing.finish();
  for (const std::size_t i : {0, 1, 6, 2, 5, 3, 4}) {
    with_team(pool, 2, [&](Team& team) noexcept { packing.pack(i, i + 1, team); });
  }
  for (std::size_t i = 0; i < 7; i++) all[i].check(*packed[i]);
}

void check_race() {
  ThreadPool pool;
  Filled weights{5, 100, 5, {}}, rival{5, 100, 5, {}}, after{5, 100, 6, {}};
  {
    Packing packing, other;
    const auto first = weights.claim(packing, "contested weights"), second = rival.claim(other, "contested weights");
    packing.finish();
    other.finish();
    CHECK(first->data() == second->data(), "of two that claimed the same, both keep their own");
    std::thread thread([&] { pack_all(pool, other, 2); });
    pack_all(pool, packing, 2);
    thread.join();
    CHECK(weights.packed + rival.packed == 5, "two runs at the same time packed the same %zu times", weights.packed + rival.packed);
    weights.check(*second);
  }
  Packing packing;
  const auto fresh = after.claim(packing, "contested weights");
  packing.finish();
  pack_all(pool, packing, 1);
  after.check(*fresh);
}

}  // namespace

void test_packed_weights() {
  for (const std::size_t threads : {1, 2, 4}) check_threads(threads);
  check_sharing();
  check_late_sharing();
  check_race();
  check_large_block();
}

}  // namespace halflite::test
