import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

export interface Finished {
  stdout: string;
  milliseconds: number;
  peakAnonymousBytes: number;
}

/** Certificates that Node reads at its start, where somebody names such a file, take longer than halflite's whole import. */
const { NODE_EXTRA_CA_CERTS: _, ...environment } = process.env;

/** Milliseconds between two looks at a process's memory. */
const SAMPLE_MS = 10;

/**
 * Runs a program to its end.
 *
 * @param watchMemory sample its anonymous memory meanwhile (Linux only, else 0)
 * @throws with what it wrote to stderr when it fails
 */
export function runProcess(command: string, args: readonly string[], watchMemory = false): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: environment });
    let peak = 0;
    const look = () => {
      peak = Math.max(peak, anonymousBytes(child.pid));
    };
    const sampler = watchMemory ? setInterval(look, SAMPLE_MS) : undefined;
    const output = { stdout: "", stderr: "" };
    child.stdout.on("data", (text) => (output.stdout += text));
    child.stderr.on("data", (text) => (output.stderr += text));
    child.on("error", reject);
    child.on("close", (code) => {
      const milliseconds = performance.now() - begun;
      clearInterval(sampler);
      if (code === 0) resolve({ stdout: output.stdout, milliseconds, peakAnonymousBytes: peak });
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}: ${output.stderr}`));
    });
  });
}

/** Runs bench/child.ts with a request; its answer is the last line that it prints. */
export async function runChild<T>(
  request: object,
  watchMemory = false,
): Promise<{ answer: T; finished: Finished }> {
  const child = path.join(__dirname, "child.js");
  const finished = await runProcess(process.execPath, [child, JSON.stringify(request)], watchMemory);
  return { answer: lastLine<T>(finished.stdout), finished };
}

/** What a program answered, as JSON in the last line that it printed. */
export const lastLine = <T>(stdout: string): T => JSON.parse(stdout.trim().split("\n").at(-1)!) as T;

function anonymousBytes(pid: number | undefined): number {
  try {
    const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/^RssAnon:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
