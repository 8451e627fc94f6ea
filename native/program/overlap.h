// How much boxes overlap.
#pragma once

namespace halflite {

/// The smaller and the larger one; a NaN if there is one.
inline float lower_of(float a, float b) { return a < b || a != a ? a : b; }
inline float higher_of(float a, float b) { return a > b || a != a ? a : b; }

struct Box {
  float top, left, bottom, right;

  /// From (y, x) of opposite corners.
  explicit Box(const float* corners)
      : top(lower_of(corners[0], corners[2])), left(lower_of(corners[1], corners[3])), bottom(higher_of(corners[0], corners[2])),
        right(higher_of(corners[1], corners[3])) {}

  float area() const { return (bottom - top) * (right - left); }
};

/// The area that two boxes share divided by the area that they cover together; 0 if one has no area.
inline float intersection_over_union(const Box& a, const Box& b) {
  if (a.area() <= 0 || b.area() <= 0) return 0;
  const float height = higher_of(lower_of(a.bottom, b.bottom) - higher_of(a.top, b.top), 0);
  const float shared = height * higher_of(lower_of(a.right, b.right) - higher_of(a.left, b.left), 0);
  return shared / (a.area() + b.area() - shared);
}

}  // namespace halflite
