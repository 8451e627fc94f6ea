#include "../kernels/kernels.h"
// A universal macOS build compiles every target for every architecture.
#ifdef HALFLITE_ARM64
#define HALFLITE_TARGET neon
#include "../simd/neon.h"
#include "../kernels/target.inl"
#endif
