#include "../kernels/kernels.h"
// A universal macOS build compiles every target for every architecture.
#ifdef HALFLITE_X64
#define HALFLITE_TARGET avx2
#include "../simd/avx2.h"
#include "../kernels/target.inl"
#endif
