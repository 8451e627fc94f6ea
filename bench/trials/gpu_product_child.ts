import { GpuDelegate, type GpuDelegateOptions, loadModel } from "../../src/index.js";
import { loadWebGpu } from "../../src/runtime/webgpu/load_webgpu.js";
import { bytesOf, Network, noise } from "../../test/passes/optimize/network.js";
import type { Evidence, Measurement } from "../trial.js";
import type { GpuPrecision, GpuProductRequest } from "./gpu_product.js";

/** Products that a run does in any case; those that are timed come on top. */
const BASE = 2;
/** Results that are compared. */
const COMPARED = 4096;

const options: { readonly [P in GpuPrecision]: GpuDelegateOptions } = {
  float32: {},
  "float16 with float32 sums": {
    precisionLossAllowed: true,
    inferencePriority: ["min-latency", "max-precision"],
  },
  float16: { precisionLossAllowed: true },
};

/** Shows or times what a GPU does. */
export async function measureGpuProduct(request: GpuProductRequest): Promise<Evidence | Measurement> {
  try {
    const run = request.what === "limit" ? await limit(request) : await product(request);
    if (request.task === "check") return { outputs: [Array.from((await run(BASE)).slice(0, COMPARED))] };
    return { milliseconds: await differences(run, request) };
  } catch (error) {
    return { absent: (error as Error).message.split("\n", 1)[0]! };
  }
}

/** Does so many products, and gives their results. */
type Run = (products: number) => Promise<Float32Array>;

/** What the timed products take more, in the fastest of some runs each. */
async function differences(run: Run, { layers, repeats }: GpuProductRequest): Promise<number[]> {
  const fastest = async (products: number) => {
    let least = Infinity;
    for (let i = 0; i <= repeats; i++) {
      const begun = performance.now();
      await run(products);
      least = Math.min(least, performance.now() - begun);
    }
    return least;
  };
  const [more, base] = [await fastest(BASE + layers), await fastest(BASE)];
  return [more - base];
}

async function product({ precision, size }: GpuProductRequest): Promise<Run> {
  const gpu = await GpuDelegate.create(options[precision]);
  if (precision !== "float32" && gpu.precision === "float32") throw new Error(gpu.notes.join("; "));
  const input = noise(size * size, 1);
  const models = new Map<number, Awaited<ReturnType<typeof loadModel>>>();
  return async (products) => {
    const model = models.get(products) ?? (await loadModel(chain(size, products), { delegates: [gpu] }));
    models.set(products, model);
    return (await model.run([input]))[0]!.data as Float32Array;
  };
}

/** A matrix times the same matrix again and again, whose numbers keep the size of the results. */
function chain(size: number, products: number): Uint8Array {
  const network = new Network();
  const shape = [size, size];
  const scale = Math.sqrt(3 / size);
  const weights = network.floats(
    shape,
    [...noise(size * size, 2)].map((value) => value * scale),
  );
  let value = network.input(shape);
  for (let i = 0; i < products; i++) value = network.op("FULLY_CONNECTED", [value, weights, null], shape);
  network.output(value);
  return bytesOf(network.model);
}

/** Invocations, and sums of four numbers that each of them has. */
const INVOCATIONS = 2 ** 18;
const SUMS = 8;

async function limit({ precision, size }: GpuProductRequest): Promise<Run> {
  const type = precision === "float32" ? "f32" : "f16";
  const gpu = await loadWebGpu();
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("no GPU");
  const device = await adapter.requestDevice({ requiredFeatures: type === "f16" ? ["shader-f16"] : [] });
  const each = (text: (i: number) => string) => Array.from({ length: SUMS }, (_, i) => text(i)).join(" ");
  const code = `${type === "f16" ? "enable f16;" : ""}
@group(0) @binding(0) var<storage, read_write> sink: array<f32>;
@group(0) @binding(1) var<uniform> steps: u32;
@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let x = vec4<${type}>(${type}(f32(id.x % 7u) * 0.125));
  ${each((i) => `var s${i} = x + vec4<${type}>(${i});`)}
  for (var k = 0u; k < steps; k++) { ${each((i) => `s${i} = fma(s${i}, x, x);`)} }
  let all = ${Array.from({ length: SUMS }, (_, i) => `s${i}`).join(" + ")};
  sink[id.x % 64u] = f32(all.x + all.y + all.z + all.w);
}`;
  const module = device.createShaderModule({ code });
  const pipeline = await device.createComputePipelineAsync({ layout: "auto", compute: { module } });
  const [sink, steps] = [
    device.createBuffer({ size: 256, usage: 128 }),
    device.createBuffer({ size: 16, usage: 72 }),
  ];
  const entries = [sink, steps].map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return async (products) => {
    const count = Math.ceil((products * size ** 3) / (INVOCATIONS * SUMS * 4));
    device.queue.writeBuffer(steps, 0, Uint32Array.of(count));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(INVOCATIONS / 256);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
    return new Float32Array();
  };
}
