export {
  BACKEND_NAMES,
  type Backend,
  type BackendName,
  type BackendOptions,
  selectBackend,
} from "./backend.js";
export { type Diagnosis, diagnose } from "./diagnose.js";
export type {
  Addon,
  NativeMappedFile,
  NativeProgram,
  TargetInfo,
  TargetName,
  TransferJob,
} from "./interface.js";
export { TARGET_NAMES } from "./interface.js";
export { type LoadAttempt, type LoadResult, loadAddon, packageFolder } from "./load.js";
