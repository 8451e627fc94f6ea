import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Finding } from "./worker.js";

export interface Campaign {
  readonly kind: "models" | "programs";
  /** "js" or a target. */
  readonly backend: string;
  readonly first: number;
  readonly count: number;
}

export interface Results {
  /** What misbehaved, each with the command that does it again. */
  readonly findings: readonly string[];
  /** How often each outcome came. */
  readonly outcomes: Readonly<Record<string, number>>;
}

const worker = path.join(__dirname, "worker.js");

/** What is run for longer is taken for hanging. */
const HANGING_MS = 15_000 * Number(process.env.HALFLITE_FUZZ_PATIENCE ?? 1);
const LOOK_MS = 500;
/** Of JavaScript objects, so that a leak ends the worker and not the machine. */
const HEAP_MIB = 2048;

/** Runs a campaign in a process of its own. One that crashes or hangs is a finding, and ends the campaign. */
export async function fuzz(campaign: Campaign): Promise<Results> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-fuzz-"));
  try {
    return await run(campaign, path.join(folder, "progress"));
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function run({ kind, backend, first, count }: Campaign, progress: string): Promise<Results> {
  const command = (from: number, end: number) => [progress, kind, backend, `${from}`, `${end}`];
  const child = spawn(process.execPath, [
    `--max-old-space-size=${HEAP_MIB}`,
    worker,
    ...command(first, first + count),
  ]);
  let [text, errors] = ["", ""];
  child.stdout.on("data", (data) => {
    text += data;
  });
  child.stderr.on("data", (data) => {
    errors = `${errors}${data}`.slice(-4000);
  });
  const position = () => (fs.existsSync(progress) ? fs.readFileSync(progress, "utf8").trim() : "");
  const hung = killIfHanging(() => child.kill("SIGKILL"), position);
  const status = await new Promise<string>((resolve) => {
    child.on("close", (code, signal) => resolve(signal ?? (code === 0 ? "" : `status ${code}`)));
  });
  const again = (number: number) => {
    const [, ...rest] = command(number, number + 1);
    return `node ${path.relative(process.cwd(), worker)} /tmp/progress ${rest.join(" ")}`;
  };
  const lines = text
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line) as Finding | Pick<Results, "outcomes">);
  const findings = lines.flatMap((line) =>
    "error" in line ? [`${again(line.number)}\n${line.of}: ${line.error}`] : [],
  );
  const last = Number(position());
  if (hung()) findings.push(`${again(last)}\nhangs`);
  else if (status) findings.push(`${again(last)}\nended with ${status}: ${errors}`);
  return { findings, outcomes: lines.find((line) => "outcomes" in line)?.outcomes ?? {} };
}

/** @returns tells whether it had to be ended, and looks no longer */
function killIfHanging(kill: () => void, position: () => string): () => boolean {
  let [last, since, killed] = ["", performance.now(), false];
  const timer = setInterval(() => {
    const now = position();
    if (now !== last) [last, since] = [now, performance.now()];
    if (performance.now() - since < HANGING_MS) return;
    killed = true;
    kill();
  }, LOOK_MS);
  return () => {
    clearInterval(timer);
    return killed;
  };
}
