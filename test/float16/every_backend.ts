import { type BackendOptions, loadAddon, TARGET_NAMES } from "../../src/addon/index.js";

/** The name and the options of a backend to run a test on. */
export interface TestBackend {
  readonly name: string;
  readonly options: BackendOptions;
}

/** JavaScript, and each target of the addon that this machine supports; the others are named on the console. */
export const everyBackend: readonly TestBackend[] = [
  { name: "js", options: { backend: "js" } },
  ...nativeBackends(),
];

function nativeBackends(): TestBackend[] {
  const { addon, failures } = loadAddon();
  if (!addon) {
    const reasons = failures.map(({ path, reason }) => `${path}: ${reason}`);
    console.warn(`SKIPPED: native float16 tests: no addon (${reasons.join("; ")})`);
    return [];
  }
  for (const name of TARGET_NAMES) {
    const info = addon.targets.find((target) => target.name === name);
    if (info?.supported) continue;
    console.warn(
      `SKIPPED: float16 tests of target ${name}: ${info?.reason ?? "not compiled for this platform"}`,
    );
  }
  return addon.targets
    .filter(({ supported }) => supported)
    .map(({ name: target }) => ({ name: `native ${target}`, options: { backend: "native", target } }));
}
