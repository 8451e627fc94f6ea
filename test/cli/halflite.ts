import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

const main = path.resolve(__dirname, "..", "..", "src", "cli", "halflite.js");

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  /** Gets the process once it runs, to send signals. */
  onStart?(child: ChildProcess): void;
}

/** Runs the compiled command line in a process of its own. */
export function halflite(args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const env = { ...process.env, ...options.env };
  const child = spawn(process.execPath, [main, ...args], { cwd: options.cwd ?? os.tmpdir(), env });
  options.onStart?.(child);
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (text) => {
    output.stdout += text;
  });
  child.stderr.on("data", (text) => {
    output.stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => resolve({ code, signal, ...output }));
  });
}

/** The document that --json printed; the exit code is in it too. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into documents of many shapes
export async function halfliteJson(args: readonly string[], options?: RunOptions): Promise<any> {
  const { stdout, stderr, code } = await halflite([...args, "--json"], options);
  try {
    return { ...JSON.parse(stdout), code };
  } catch {
    throw new Error(`no JSON document (exit code ${code}): ${stdout}${stderr}`);
  }
}

/** A fresh folder for each test; removed after it. */
export function temporaryFolder(): { path: string; file(name: string): string; files(): string[] } {
  const folder = {
    path: "",
    file: (name: string) => path.join(folder.path, name),
    files: () => list(folder.path),
  };
  beforeEach(() => {
    folder.path = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-cli-"));
  });
  afterEach(() => fs.rmSync(folder.path, { recursive: true, force: true }));
  return folder;
}

/** All files below a folder, sorted, with forward slashes. */
function list(folder: string): string[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
    .sort();
}
