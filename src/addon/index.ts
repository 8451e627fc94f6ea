export {
  BACKEND_NAMES,
  type Backend,
  type BackendName,
  type BackendOptions,
  selectBackend,
} from "./backend";
export { type Diagnosis, diagnose } from "./diagnose";
export type { Addon, NativeMappedFile, TargetInfo, TargetName, TransferJob } from "./interface";
export { TARGET_NAMES } from "./interface";
export { type LoadAttempt, type LoadResult, loadAddon, packageFolder } from "./load";
