import type { BulkDriver } from "./bulk.js";

/** Peers whose C++ libraries convert but that offer nothing to a user of Node; looked at in November 2026. */
const PEERS: readonly (readonly [name: string, reason: string])[] = [
  ["simsimd", "its npm package (6.5.5) offers distances and toBinary, no float16 conversion"],
  ["numkong", "not in the npm registry"],
];

export function peersWithoutConversion(): BulkDriver[] {
  return PEERS.map(([name, absent]) => ({ name, threads: 1, absent, prepare: () => () => undefined }));
}
