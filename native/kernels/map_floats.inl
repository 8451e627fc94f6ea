// A function of vectors over a run of float32 elements.
#pragma once

namespace halflite {
namespace {

template <typename Function>
inline void map_floats(const float* source, float* sink, size_t count, Function function) {
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) store(sink + i, function(load(source + i)));
  if (lanes > 1 && i < count) store_some(sink + i, function(load_some(source + i, count - i)), count - i);
}

}  // namespace
}  // namespace halflite
