// The end of every native/targets/*.cpp: all kernels over the simd header that was included before, and the one symbol
// that the file exports, halflite::<HALFLITE_TARGET>::kernels.

#include "arg_extreme.inl"
#include "binary.inl"
#include "byte_reduce.inl"
#include "dense.inl"
#include "depthwise_conv.inl"
#include "float16.inl"
#include "gemm.inl"
#include "gemm_in_float16.inl"
#include "integer_dense.inl"
#include "integer_depthwise.inl"
#include "integer_depthwise_in_bytes.inl"
#include "integer_gemm.inl"
#include "integer_gemm_in_bytes.inl"
#include "integer_pool.inl"
#include "kernels.h"
#include "look_up.inl"
#include "lstm.inl"
#include "pack_byte_panels.inl"
#include "pool.inl"
#include "quantized.inl"
#include "reduce.inl"
#include "resize.inl"
#include "softmax.inl"
#include "transpose.inl"
#include "unary.inl"
#include "widen.inl"
#include "winograd.inl"

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
