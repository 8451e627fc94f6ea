#include "../kernels/kernels.h"
// A universal macOS build compiles every target for every architecture.
#ifdef HALFLITE_X64
#define HALFLITE_TARGET avx512
#include "../simd/avx512.h"
#include "../kernels/target.inl"
#endif
