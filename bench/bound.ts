import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../test/paths.js";

let built: { program: string } | { absent: string } | undefined;

/** The program of bench/native/bound.c, built at the first call, or why there is none. */
export function boundProgram(): { program: string } | { absent: string } {
  built ??= build();
  return built;
}

function build(): { program: string } | { absent: string } {
  const source = path.join(repositoryRoot, "bench", "native", "bound.c");
  const program = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "halflite-bound-")), "bound");
  process.once("exit", () => fs.rmSync(path.dirname(program), { recursive: true, force: true }));
  const compiler = process.env.CC ?? "cc";
  const flags = ["-O3", os.arch() === "x64" ? "-march=native" : "-mcpu=native", "-pthread"];
  const { status, error, stderr } = spawnSync(compiler, [...flags, source, "-o", program], {
    encoding: "utf8",
  });
  if (status === 0) return { program };
  return {
    absent: error ? `no C compiler (${compiler})` : `bound.c does not compile here: ${stderr.split("\n")[0]}`,
  };
}
