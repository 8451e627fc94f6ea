#define HALFLITE_TARGET scalar
#include "../simd/scalar.h"
#include "../kernels/target.inl"
