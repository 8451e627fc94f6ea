import type { Addon, LoadResult, TargetInfo } from "../../src/addon/index.js";

/** An addon whose functions do nothing, with the given targets, as if it was loaded from `/there/halflite.node`. */
export function fakeAddon(...targets: TargetInfo[]): LoadResult & { addon: Addon } {
  const unexpected = () => {
    throw new Error("a fake addon was called");
  };
  const addon: Addon = {
    targets,
    float16FromFloat32: unexpected,
    float32FromFloat16: unexpected,
    measureFloat16: unexpected,
    transfer: unexpected,
    mapFile: unexpected,
    readAhead: unexpected,
    allocate: unexpected,
    stepNames: [],
    createProgram: unexpected,
    createArena: unexpected,
  };
  return { addon, path: "/there/halflite.node", failures: [] };
}

export const avx2: TargetInfo = {
  name: "avx2",
  supported: true,
  reason: "",
  float16Reason: "avx2 has no float16 arithmetic",
  byteReason: "CPU lacks avx_vnni",
};
export const scalar: TargetInfo = {
  name: "scalar",
  supported: true,
  reason: "",
  float16Reason: "scalar has no float16 arithmetic",
  byteReason: "scalar has no products of bytes",
};
export const noAvx512: TargetInfo = {
  name: "avx512",
  supported: false,
  reason: "CPU lacks avx512bw",
  float16Reason: "CPU lacks avx512bw",
  byteReason: "CPU lacks avx512bw",
};

export const notLoaded: LoadResult = { failures: [{ path: "/there/halflite.node", reason: "no such file" }] };
