import { type Ranked, rank } from "../../src/compare/search/rank.js";
import { smallestSet } from "../../src/compare/search/smallest_set.js";
import { compareModels, convert, findMixedPrecision } from "../../src/index.js";
import { fixture } from "../paths.js";
import { chain, ordinary, plantedSteps, type Step, tiny } from "./models.js";

async function* stream<T>(elements: readonly T[]) {
  yield* elements;
}

describe("smallestSet", () => {
  const numbers = Array.from({ length: 40 }, (_, i) => i);

  test.each<[string, number[]]>([
    ["the first alone", [0]],
    ["the first few", [0, 1, 2]],
    ["some that are no beginning", [1, 4, 9, 17]],
    ["the last", [39]],
  ])("finds %s", async (_, needed) => {
    let calls = 0;
    const found = await smallestSet(stream(numbers), async (set) => {
      calls++;
      return needed.every((number) => set.includes(number));
    });
    expect(found).toEqual(needed);
    expect(calls).toBeLessThan(120);
  });

  test("asks for no more than it needs", async () => {
    let asked = 0;
    async function* counted() {
      for (const number of numbers) {
        asked++;
        yield number;
      }
    }
    await smallestSet(counted(), async (set) => set.length >= 3);
    expect(asked).toBe(4);
  });

  test("null where nothing is good", async () => {
    expect(await smallestSet(stream(numbers), async () => false)).toBeNull();
    expect(await smallestSet(stream([]), async () => true)).toBeNull();
  });
});

describe("rank", () => {
  const errors = [1, 0, 0, 7, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0];
  const positions = errors.map((_, i) => i);

  async function first(count: number) {
    let trials = 0;
    const found: Ranked<number>[] = [];
    const ranked = rank(positions, async (some) => {
      trials++;
      return Math.max(...some.map((i) => errors[i]!));
    });
    for await (const next of ranked) {
      found.push(next);
      if (found.length === count) break;
    }
    return { found: found.map(({ element }) => element), trials };
  }

  test("the largest come first, and cost little", async () => {
    expect(await first(2)).toEqual({ found: [3, 8], trials: 12 });
  });

  test("all of them", async () => {
    const { found, trials } = await first(16);
    expect(found.slice(0, 3)).toEqual([3, 8, 0]);
    expect([...found].sort((a, b) => a - b)).toEqual(positions);
    expect(trials).toBe(20);
  });
});

describe("findMixedPrecision", () => {
  const model = chain(plantedSteps);
  const bound = 1e-5;

  test("names the layer that float16 loses, and the cure works", async () => {
    const phases = new Set<string>();
    const found = await findMixedPrecision(model, {
      maxError: bound,
      onProgress: ({ phase }) => phases.add(phase),
    });
    expect(found).toMatchObject({ reached: true, stopped: false, candidates: 5, samples: 4 });
    expect(found.kept.map(({ name }) => name)).toEqual(["bad"]);
    expect(found.errorOfAll).toBeGreaterThan(1e-4);
    expect(found.error).toBeLessThanOrEqual(bound);
    expect(found.evaluations).toBeGreaterThan(2);
    expect([...phases]).toEqual(expect.arrayContaining(["rank", "search", "verify"]));
    const { bytes } = await convert(model, { exclude: { tensors: ["bad"] } });
    expect(bytes!.byteLength).toBe(found.byteLength.mixed);
    const { outputs, firstDivergence } = await compareModels(model, bytes!);
    expect(outputs[0]!.maxAbsError).toBe(found.error);
    expect(firstDivergence).toBeNull();
  });

  test("two layers far apart", async () => {
    const good = (constant: string): Step => ({ operator: "MUL", constant, values: ordinary });
    const lost = (constant: string): Step => ({ operator: "MUL", constant, values: tiny });
    const back = (constant: string): Step => ({ operator: "MUL", constant, values: 32768 });
    const steps = [good("a"), lost("b"), back("c"), back("d"), good("e"), lost("f"), back("g"), good("h")];
    const found = await findMixedPrecision(chain(steps), { maxError: 0.01, metric: "relative" });
    expect(found.kept.map(({ name }) => name).sort()).toEqual(["b", "f"]);
    expect(found.reached).toBe(true);
  });

  test("a clamped constant of another profile", async () => {
    const steps = plantedSteps.map((step) => (step.constant === "bad" ? { ...step, values: 1e7 } : step));
    const found = await findMixedPrecision(chain(steps), {
      maxError: 0.01,
      metric: "relative",
      conversion: { profile: "compat" },
    });
    expect(found.kept.map(({ name }) => name)).toEqual(["bad"]);
  });

  test("nothing has to be kept, or all", async () => {
    expect(await findMixedPrecision(model, { maxError: 1 })).toMatchObject({
      kept: [],
      reached: true,
      evaluations: 1,
    });
    const found = await findMixedPrecision(model, { maxError: 0 });
    expect(found.reached).toBe(true);
    expect(found.error).toBe(0);
    expect(found.kept.length).toBeGreaterThan(3);
  });

  test("all constants of an operator or none", async () => {
    const file = fixture("fsalv_cnn_float32.tflite");
    const options = { random: { count: 1 }, maxError: 2e-5, metric: "max-abs" } as const;
    const one = await findMixedPrecision(file, options);
    const all = await findMixedPrecision(file, { ...options, unit: "operator" });
    expect(all.candidates).toBeLessThan(one.candidates);
    for (const found of [one, all]) expect(found.reached).toBe(true);
    const read = (names: readonly string[]) => (constants: readonly string[]) =>
      new Set(constants.map((name) => names.includes(name))).size <= 1;
    const { tensors } = await compareModels(file, file, { random: { count: 1 } });
    const { report } = await convert(file, { dryRun: true });
    const convertible = report.constants.filter(({ converted }) => converted).map(({ name }) => name);
    const groups = tensors.map(({ constants }) => constants.filter((name) => convertible.includes(name)));
    expect(groups.every(read(all.kept.map(({ name }) => name)))).toBe(true);
  });

  test("a constant that the caller excludes is no candidate", async () => {
    const conversion = { exclude: { tensors: ["bad"] } };
    expect(await findMixedPrecision(model, { maxError: bound, conversion })).toMatchObject({
      candidates: 4,
      kept: [],
      reached: true,
    });
  });

  test("stopped early, it gives what it has", async () => {
    const controller = new AbortController();
    const found = await findMixedPrecision(model, {
      maxError: 1e-7,
      signal: controller.signal,
      onProgress: ({ done }) => {
        if (done === 4) controller.abort();
      },
    });
    expect(found).toMatchObject({ stopped: true, reached: false, kept: [], evaluations: 4 });
  });

  test("refuses what it does not know", async () => {
    const refused = (options: object) =>
      expect(findMixedPrecision(model, { maxError: 1, ...options })).rejects;
    await refused({ metric: "max" }).toMatchObject({ code: "UNKNOWN_NAME" });
    await refused({ maxError: Number.NaN }).toMatchObject({ code: "INVALID_ARGUMENT" });
    await refused({ maxErrors: 1 }).toMatchObject({ code: "UNKNOWN_NAME" });
    await refused({ unit: "layer" }).toMatchObject({ code: "UNKNOWN_NAME" });
    await refused({ conversion: { output: "compat" } }).toMatchObject({ code: "UNKNOWN_NAME" });
  });
});
