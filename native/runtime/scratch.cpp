#include "scratch.h"

namespace halflite {

Scratch::Piece Scratch::take() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      AlignedBytes memory = std::move(free_.back());
      free_.pop_back();
      return {*this, std::move(memory)};
    }
  }
  try {
    return {*this, allocate_aligned(bytes_)};
  } catch (const std::bad_alloc&) {
    return {*this, nullptr};
  }
}

void Scratch::give_back(AlignedBytes memory) noexcept {
  if (!memory) return;
  const std::lock_guard lock(mutex_);
  try {
    free_.push_back(std::move(memory));
  } catch (const std::bad_alloc&) {
    // It is freed instead.
  }
}

}  // namespace halflite
