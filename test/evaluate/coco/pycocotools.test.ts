import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { meanAveragePrecision, readCocoAnnotations, readCocoResults } from "../../../src/index.js";
import { fixture } from "../../paths.js";

/** As record.py writes it. */
interface Case {
  name: string;
  groundTruth: object;
  results: { image_id: number; category_id: number }[];
  imageIds: number[] | null;
  expected: Record<string, number | null> & { categories: Record<string, number | null> };
}

const file = process.env.HALFLITE_COCO_CASES ?? fixture("coco/cases.json");
const cases = JSON.parse(fs.readFileSync(file, "utf8")) as Case[];
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-coco-"));

afterAll(() => fs.rmSync(folder, { recursive: true }));

async function evaluate({ groundTruth, results, imageIds }: Case) {
  const [truthFile, resultsFile] = [path.join(folder, "truth.json"), path.join(folder, "results.json")];
  fs.writeFileSync(truthFile, JSON.stringify(groundTruth));
  fs.writeFileSync(resultsFile, JSON.stringify(results));
  const truth = await readCocoAnnotations(truthFile);
  return meanAveragePrecision(truth, await readCocoResults(resultsFile), imageIds ? { imageIds } : {});
}

/** The largest difference of two figures; a figure that is null on one side only differs by infinity. */
const difference = (a: number | null, b: number | null) =>
  a === null || b === null ? (a === b ? 0 : Number.POSITIVE_INFINITY) : Math.abs(a - b);

test.each(cases)("$name has pycocotools' figures", async (recorded) => {
  const received = await evaluate(recorded);
  const { categories, ...figures } = recorded.expected;
  for (const [name, expected] of Object.entries(figures)) {
    const value = received[name as keyof typeof received] as number | null;
    expect([name, difference(value, expected) <= 1e-12]).toEqual([name, true]);
  }
  expect(received.categories.map(({ id }) => String(id)).sort()).toEqual(Object.keys(categories).sort());
  for (const { id, ap } of received.categories) {
    expect(difference(ap, categories[id]!)).toBeLessThanOrEqual(1e-12);
  }
});

test("the cases hold what the rules are about", () => {
  const holding = (pattern: RegExp) =>
    cases.filter((recorded) => pattern.test(JSON.stringify(recorded))).length;
  expect(holding(/"iscrowd":1/)).toBeGreaterThan(2);
  expect(holding(/"area":(1024|9216|10000000000),/)).toBeGreaterThan(2);
  expect(holding(/"annotations":\[{"id":0,/)).toBeGreaterThan(2);
  expect(holding(/"ap(Small|Medium|Large)":null/)).toBeGreaterThan(2);
  expect(holding(/"imageIds":\[/)).toBeGreaterThan(1);
  expect(Math.max(...cases.map(largestCell))).toBeGreaterThan(100);
});

/** The most detections of one category in one image. */
function largestCell({ results }: Case): number {
  const sizes = new Map<string, number>();
  for (const { image_id, category_id } of results) {
    const key = `${image_id} ${category_id}`;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return Math.max(...sizes.values());
}
