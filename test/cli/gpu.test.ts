import { fixture } from "../paths.js";
import { halflite, halfliteJson } from "./halflite.js";

/** The commands run in processes of their own, so this is the package `webgpu` as users have it. */

const MOBILENET = fixture("mobilenet_v1_0.25_128.tflite");
/** No driver for Vulkan is found there. */
const NO_DRIVER = { env: { VK_ICD_FILENAMES: "/none.json", VK_DRIVER_FILES: "/none.json" } };
/** Only Vulkan can be hidden from a process. */
const testWithVulkan = process.platform === "linux" ? test : test.skip;

const hasGpu = async () => (await halfliteJson(["doctor"])).gpu.info !== null;

test("run tells what ran on the GPU, and gives the CPU's answer", async () => {
  if (!(await hasGpu())) {
    console.warn("SKIPPED: halflite run --gpu: no GPU and no software driver for Vulkan");
    return;
  }
  const cpu = await halfliteJson(["run", MOBILENET, "--random", "1"]);
  const gpu = await halfliteJson(["run", MOBILENET, "--random", "1", "--gpu"]);
  expect(gpu.gpu).toMatchObject({ precision: "float32", failure: null, notes: [] });
  expect(gpu.gpu.partitions).toMatchObject([{ device: "gpu", operators: { length: 31 } }]);
  const [expected, actual]: number[][] = [cpu.outputs[0].data, gpu.outputs[0].data];
  for (const [i, value] of expected!.entries()) expect(actual![i]).toBeCloseTo(value, 5);
  expect(cpu.gpu).toBeUndefined();
});

testWithVulkan("without a driver it is an error, or the CPU's work, and both say so", async () => {
  const args = ["run", MOBILENET, "--random", "1", "--gpu"];
  const refused = await halflite(args, NO_DRIVER);
  expect(refused.code).toBe(4);
  expect(refused.stderr).toContain("BACKEND_UNAVAILABLE");
  const shown = await halflite([...args, "--gpu-fallback", "cpu"], NO_DRIVER);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain("GPU: none");
  expect(shown.stdout).toContain("no adapter was found");
  expect(shown.stdout).toContain("cpu: 31 operators");
});

test("words are checked", async () => {
  const refused = await halflite([
    "run",
    MOBILENET,
    "--random",
    "1",
    "--gpu",
    "--gpu-inference-priority",
    "speed",
  ]);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("min-latency");
});
