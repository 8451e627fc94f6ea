// Checks the object files of a native build: node native/test/check_objects.mjs <build folder> [prefix of the binutils]
//
// The trap: two objects that share an inline function of a header are linked, one of them built with -mavx2, and the
// linker keeps the AVX2 copy for everybody. So a SIMD target's object may export nothing but its table, and objects of the
// baseline may not contain AVX registers.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const listFile = join(dirname(fileURLToPath(import.meta.url)), "..", "targets.json");
const list = JSON.parse(readFileSync(listFile, "utf8"));
const baselineSources = [
  ...list.core,
  ...list.targets.filter((t) => t.name === "scalar").map((t) => t.source),
];

/** What a target may take from elsewhere: the C library, and the position-independent code's table. */
const allowedImports = /^_?(mem(cpy|set|move|cmp)|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail)$/;

function objectsOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.o$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Is `object` (…/native/targets/avx2.cpp.o with CMake, …/native/targets/avx2.o with gyp) built from `source`? */
function builtFrom(object, source) {
  const path = object
    .replaceAll("\\", "/")
    .replace(/\.o$/, "")
    .replace(/\.cpp$/, "");
  return path.endsWith(`/${source.replace(/\.cpp$/, "")}`);
}

function symbolsOf(nm, object) {
  const lines = execFileSync(nm, ["--demangle", object], { encoding: "utf8" }).split("\n").filter(Boolean);
  return lines.map((line) => {
    const [, type, name] = /^\s*[0-9a-f]*\s+(\S)\s+(.*)$/.exec(line);
    return { type, name };
  });
}

function checkTarget(nm, object, name) {
  const problems = [];
  const symbols = symbolsOf(nm, object);
  const table = `halflite::${name}::kernels`;
  for (const symbol of symbols) {
    const local = symbol.type === symbol.type.toLowerCase() && !"uvw".includes(symbol.type);
    if (local || (symbol.name === table && "DR".includes(symbol.type))) continue;
    if (symbol.type === "U" && allowedImports.test(symbol.name)) continue;
    problems.push(`${object}: ${symbol.type} ${symbol.name} is neither local nor ${table}`);
  }
  if (!symbols.some((symbol) => symbol.name === table)) problems.push(`${object}: ${table} is missing`);
  return problems;
}

function checkBaseline(objdump, object) {
  const code = execFileSync(objdump, ["--disassemble", "--no-show-raw-insn", object], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const wide = code.split("\n").find((line) => /%[yz]mm|%k[0-7]\b|\tv[a-z0-9]+ /.test(line));
  return wide ? [`${object}: AVX in the baseline: ${wide.trim()}`] : [];
}

/** Problems with the object files below `folder`; throws when it holds none. */
export function checkObjects(folder, prefix = "") {
  const problems = [];
  let checked = 0;
  const isX64 = (nm) => /x86-64/.test(execFileSync(`${prefix}objdump`, ["-f", nm], { encoding: "utf8" }));
  for (const object of objectsOf(folder)) {
    const target = list.targets.find((t) => builtFrom(object, t.source));
    if (target && symbolsOf(`${prefix}nm`, object).length > 0) {
      problems.push(...checkTarget(`${prefix}nm`, object, target.name));
      checked++;
    }
    if (baselineSources.some((source) => builtFrom(object, source)) && isX64(object)) {
      problems.push(...checkBaseline(`${prefix}objdump`, object));
      checked++;
    }
  }
  if (checked === 0) throw new Error(`${folder}: no object files of native/targets.json in there`);
  return { checked, problems };
}

if (basename(process.argv[1] ?? "") === "check_objects.mjs") {
  const { checked, problems } = checkObjects(process.argv[2], process.argv[3]);
  console.log(
    problems.join("\n") || `${checked} objects export their tables only and the baseline has no AVX`,
  );
  process.exitCode = problems.length > 0 ? 1 : 0;
}
