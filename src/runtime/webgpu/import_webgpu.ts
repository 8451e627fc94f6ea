/** A file of its own, which imports nothing of the package: code that is kept compiled imports no packages by itself (src/startup). */
export const importWebGpu = () => import("webgpu");
