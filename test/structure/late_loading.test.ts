import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { fixture } from "../paths.js";

const index = path.resolve(__dirname, "..", "..", "src", "index.js");
const sourceRoot = path.dirname(index);

/** The files of the package that a program has loaded when it ends, and those of other packages. */
function loadedBy(program: string, module: string): { sources: string[]; packages: string[] } {
  const end = "console.log(JSON.stringify(Object.keys(require.cache)));";
  const printed = execFileSync(
    process.execPath,
    ["-e", `(async () => { ${program} ${end} })()`, module, fixture("mobilenet_v1_0.25_128.tflite")],
    { encoding: "utf8" },
  );
  const loaded = (JSON.parse(printed) as string[]).map((file) => file.split(path.sep).join("/"));
  const sources = loaded
    .map((file) => path.posix.relative(sourceRoot.split(path.sep).join("/"), file))
    .filter((file) => !file.startsWith(".."));
  return { sources, packages: loaded.filter((file) => file.includes("/node_modules/")) };
}

const { sources, packages } = loadedBy(
  `const model = await require(process.argv[1]).loadModel(process.argv[2]);
   await model.run(model.inputs.map(({ shape }) => new Float32Array(shape.reduce((a, b) => a * b))));
   model.dispose();`,
  index,
);

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
  expect(packages).toEqual([]);
});

test("converting a .tflite file, as the command does it, loads nothing that runs models or knows TensorFlow", () => {
  const program = "await require(process.argv[1]).convert(process.argv[2], { dryRun: true });";
  const { sources } = loadedBy(program, path.join(sourceRoot, "convert", "index.js"));
  expect(sources).toContain("passes/convert_constants_to_float16.js");
  const unwanted =
    /^(model|runtime|passes\/optimize|importers\/tensorflow|tensorflow|keras|image|report|cli)\//;
  expect(sources.filter((file) => unwanted.test(file))).toEqual([]);
});
