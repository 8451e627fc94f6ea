export type { Addon, NativeMappedFile, TargetInfo, TransferJob } from "./addon.js";
export { type Backend, type BackendOptions, selectBackend } from "./backend.js";
export { type Loaded, loadAddon } from "./load.js";
