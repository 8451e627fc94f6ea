// The end of every native/targets/*.cpp: all kernels over the simd header that was included before, and the one symbol
// that the file exports, halflite::<HALFLITE_TARGET>::kernels.

#include "dense.inl"
#include "depthwise_conv.inl"
#include "float16.inl"
#include "gemm.inl"
#include "kernels.h"
#include "pool.inl"

namespace halflite {
namespace HALFLITE_TARGET {

extern const Kernels kernels;
const Kernels kernels = {
#define KERNEL(name, parameters) name,
#include "kernels.inc"
#undef KERNEL
};

}  // namespace HALFLITE_TARGET
}  // namespace halflite
