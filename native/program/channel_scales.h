// real = scale * (stored - zero) for elements in runs of one channel.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "stored_type.h"

namespace halflite {

/// Parameters: the number of runs of `length` elements, the length, the number of channels, scale and zero of each. Runs belong
/// to the channels in turn.
class ChannelScales {
 public:
  explicit ChannelScales(StepReader& r) : runs_(r.size()), length_(r.size()), count_(StepReader::product({runs_, length_})) {
    const std::size_t channels = r.size(1);
    r.require(r.parameters_left() / 2 >= channels, "scales are missing");
    for (std::size_t i = 0; i < channels; i++) {
      const float scale = r.number();
      channels_.push_back({scale, read_int32(r)});
    }
  }

  std::size_t count() const { return count_; }

  /// Calls body(start, count, scale, zero) for pieces of the runs, from several threads.
  template <typename Body>
  void for_each_piece(Team& team, const Body& body) const {
    constexpr std::size_t grain = 16384;
    if (count_ == 0) return;
    const std::size_t pieces = (length_ + grain - 1) / grain;
    team.parallel_for(runs_ * pieces, std::max<std::size_t>(1, grain / length_), [&](std::size_t begin, std::size_t end) noexcept {
      for (std::size_t task = begin; task < end; task++) {
        const std::size_t run = task / pieces, first = task % pieces * grain;
        const Channel& channel = channels_[run % channels_.size()];
        body(run * length_ + first, std::min(grain, length_ - first), channel.scale, channel.zero);
      }
    });
  }

 private:
  struct Channel {
    float scale;
    std::int32_t zero;
  };

  std::size_t runs_, length_, count_;
  std::vector<Channel> channels_;
};

}  // namespace halflite
