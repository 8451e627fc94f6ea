import { loadAddon } from "../../src/addon/index.js";
import { fuzz } from "./fuzz_process.js";

// HALFLITE_FUZZ_FIRST and HALFLITE_FUZZ_COUNT choose other mutants than those of every day.
const first = Number(process.env.HALFLITE_FUZZ_FIRST ?? 0);
const isSanitized = process.env.ASAN_OPTIONS !== undefined;
const count = Number(process.env.HALFLITE_FUZZ_COUNT ?? (isSanitized ? 3000 : 10_000));

const { addon } = loadAddon();
const only = process.env.HALFLITE_BACKEND;
const targets = only === "js" ? [] : (addon?.targets ?? []).filter(({ supported }) => supported);
const native = targets.map(({ name }) => name);
if (native.length === 0) console.warn("SKIPPED: fuzzing native code: no addon, or HALFLITE_BACKEND=js");
const backends = only === "native" ? native : ["js", ...native];

const TIMEOUT_MS = 300_000;

test.each(backends)(
  "models of which some fields are changed have results or typed errors on %s",
  async (backend) => {
    const { findings, outcomes } = await fuzz({ kind: "models", backend, first, count });
    expect(findings).toEqual([]);
    // The changes are neither too harmless nor too coarse.
    for (const outcome of ["ran", "SHAPE_MISMATCH", "UNSUPPORTED_OPERATOR", "INVALID_VALUE", "OUT_OF_MEMORY"])
      expect(outcomes).toHaveProperty(outcome);
    expect(outcomes.ran).toBeGreaterThan(count / 5);
  },
  TIMEOUT_MS,
);

// A loop, since test.each refuses the empty list of a machine without native code.
for (const backend of native)
  test(
    `programs of which some words are changed are refused, or stay within their memory, on ${backend}`,
    async () => {
      const { findings, outcomes } = await fuzz({ kind: "programs", backend, first, count });
      expect(findings).toEqual([]);
      expect(outcomes.refused).toBeGreaterThan(count / 5);
      expect(outcomes.ran).toBeGreaterThan(count / 10);
    },
    TIMEOUT_MS,
  );
