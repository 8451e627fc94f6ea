import fs from "node:fs";
import process from "node:process";

/**
 * Bytes of the process that were resident at most. Linux counts the memory of the parent at the fork among that of
 * `resourceUsage`, but not in its status file.
 */
export function peakResidentBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  const status = fs.readFileSync("/proc/self/status", "utf8");
  const [, kibibytes] = /^VmHWM:\s+(\d+) kB/m.exec(status) ?? [];
  return kibibytes === undefined ? process.resourceUsage().maxRSS * 1024 : Number(kibibytes) * 1024;
}
