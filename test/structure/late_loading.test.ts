import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { fixture } from "../paths.js";

const index = path.resolve(__dirname, "..", "..", "src", "index.js");
const sourceRoot = path.dirname(index);

/** Prints the files that a program has loaded after it ran a model. */
const PROGRAM = `
  const { loadModel } = require(process.argv[1]);
  (async () => {
    const model = await loadModel(process.argv[2]);
    await model.run(model.inputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b))));
    model.dispose();
    console.log(JSON.stringify(Object.keys(require.cache)));
  })();
`;

const printed = execFileSync(
  process.execPath,
  ["-e", PROGRAM, index, fixture("mobilenet_v1_0.25_128.tflite")],
  { encoding: "utf8" },
);
const loaded = (JSON.parse(printed) as string[]).map((file) => file.split(path.sep).join("/"));
const sources = loaded
  .map((file) => path.posix.relative(sourceRoot.split(path.sep).join("/"), file))
  .filter((file) => !file.startsWith(".."));

test("the program did load what it ran", () => {
  expect(sources).toContain("model/load_model.js");
  expect(sources).toContain("ops/index.js");
});

test("running a model loads no folder that only conversions and measurements need", () => {
  const unwanted = /^(passes|exporters|importers\/tensorflow|tensorflow|keras|image|npy|cli)\//;
  expect(sources.filter((file) => unwanted.test(file))).toEqual([]);
});

test("of features besides, it loads the files that declare their public functions, and not what these need", () => {
  expect(sources.filter((file) => /^(convert|compare|evaluate|report)\//.test(file)).sort()).toEqual([
    "compare/index.js",
    "compare/metrics.js",
    "convert/index.js",
    "convert/tflite_converter.js",
    "evaluate/coco/index.js",
    "evaluate/index.js",
    "report/index.js",
  ]);
});

test("it loads no package that writes models or knows other formats", () => {
  expect(loaded.filter((file) => file.includes("/node_modules/"))).toEqual([]);
});
