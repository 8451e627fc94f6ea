import { GpuDelegate, isHalfliteError, loadModel } from "../../src/index.js";
import { bytesOf, Network } from "../passes/optimize/network.js";
import { changedGpu, NO_GPU } from "./failing_gpu.js";
import { createDelegate, hasGpu } from "./gpu.js";
import { inputFor, modelWithGap, relativeError, wholeModel } from "./models.js";

let isThere = false;
beforeAll(async () => {
  isThere = await hasGpu("the GPU delegate");
});

/** A test that needs a GPU, or a driver that does its work on the CPU. */
const testOnGpu = (name: string, body: () => Promise<void>) =>
  test(name, async () => {
    if (isThere) await body();
  });

const codeOf = (error: unknown) => (isHalfliteError(error) ? error.code : String(error));

/** The outputs of a model on the CPU for the input of `inputFor`. */
async function expectedOf(bytes: Uint8Array) {
  const model = await loadModel(bytes);
  const outputs = await model.run([inputFor(model)]);
  model.dispose();
  return outputs;
}

describe("partitions", () => {
  const devicesOf = async (options: object) => {
    const gpu = await createDelegate(options);
    const model = await loadModel(modelWithGap(), { delegates: [gpu] });
    const outputs = await model.run([inputFor(model)]);
    const error = relativeError(await expectedOf(modelWithGap()), outputs);
    const { partitions } = model;
    model.dispose();
    gpu.destroy();
    return { error, partitions };
  };

  testOnGpu("the largest part goes to the GPU, by default", async () => {
    const { error, partitions } = await devicesOf({});
    expect(error).toBeLessThan(1e-5);
    expect(partitions.map(({ device, operators }) => [device, operators.length])).toEqual([
      ["cpu", 2],
      ["gpu", 2],
    ]);
    expect(partitions[0]!.operators).toEqual([
      {
        operator: "CONV_2D",
        place: "subgraph 0, operator 0 (CONV_2D)",
        reason: "the delegate takes at most 1 partitions",
      },
      {
        operator: "FLOOR_MOD",
        place: "subgraph 0, operator 1 (FLOOR_MOD)",
        reason: "FLOOR_MOD stays on the CPU",
      },
    ]);
  });

  testOnGpu("more parts where more are allowed", async () => {
    const { error, partitions } = await devicesOf({ maxDelegatedPartitions: 2 });
    expect(error).toBeLessThan(1e-5);
    expect(partitions.map(({ device }) => device)).toEqual(["gpu", "cpu", "gpu"]);
  });
});

describe("precision", () => {
  const runWith = async (gpu: GpuDelegate) => {
    const model = await loadModel(wholeModel(), { delegates: [gpu] });
    const error = relativeError(await expectedOf(wholeModel()), await model.run([inputFor(model)]));
    model.dispose();
    gpu.destroy();
    return error;
  };

  testOnGpu("float16 only where a loss is allowed", async () => {
    const exact = await createDelegate();
    expect(exact.precision).toBe("float32");
    expect(await runWith(exact)).toBeLessThan(1e-6);
    const half = await createDelegate({ precisionLossAllowed: true });
    const hasFloat16 = half.precision === "float16";
    const error = await runWith(half);
    expect(error).toBeLessThan(1e-2);
    // It is really less exact.
    if (hasFloat16) expect(error).toBeGreaterThan(1e-6);
  });

  testOnGpu("float32 where shaders do not know float16, and a note that says so", async () => {
    const gpu = await changedGpu({ without: ["shader-f16"] });
    const delegate = await GpuDelegate.create({ gpu, precisionLossAllowed: true });
    expect(delegate.precision).toBe("float32");
    expect(delegate.notes.join()).toContain("shader-f16");
    expect(await runWith(delegate)).toBeLessThan(1e-6);
  });

  testOnGpu("shaders for each shape give the same", async () => {
    const delegate = await createDelegate({ inferencePreference: "sustained-speed" });
    expect(await runWith(delegate)).toBeLessThan(1e-6);
  });
});

describe("other shapes", () => {
  const shapes = [3, 1, 2, 3].map((batch) => [batch, 6, 6, 4]);

  testOnGpu("a plan for each batch, kept or not", async () => {
    for (const dynamicBatchEnabled of [false, true]) {
      const gpu = await createDelegate({ dynamicBatchEnabled });
      const [model, cpu] = [
        await loadModel(wholeModel(), { delegates: [gpu] }),
        await loadModel(wholeModel()),
      ];
      for (const shape of shapes) {
        for (const one of [model, cpu]) one.resizeInputs({ [one.inputs[0]!.name]: shape });
        const [actual, expected] = [await model.run([inputFor(model)]), await cpu.run([inputFor(cpu)])];
        expect(actual[0]!.shape).toEqual(shape);
        expect(relativeError(expected, actual)).toBeLessThan(1e-6);
      }
      for (const one of [model, cpu]) one.dispose();
      gpu.destroy();
    }
  });
});

describe("arrays for outputs", () => {
  const bytes = modelWithGap();

  test.each([true, false])("are written to where a delegate takes parts, or none (%s)", async (delegates) => {
    if (delegates && !isThere) return;
    const gpu = delegates
      ? await createDelegate({ maxDelegatedPartitions: 2 })
      : await GpuDelegate.create({ gpu: NO_GPU, fallback: "cpu" });
    const model = await loadModel(bytes, { delegates: [gpu] });
    expect(model.partitions.some(({ device }) => device === "gpu")).toBe(delegates);
    const expected = await expectedOf(bytes);
    const arrays = expected.map(({ data }) => new Float32Array(data.length));
    const actual = await model.run([inputFor(model)], { outputs: arrays });
    actual.forEach(({ data }, i) => {
      expect(data).toBe(arrays[i]);
    });
    expect(relativeError(expected, actual)).toBeLessThan(1e-5);
    model.dispose();
    gpu.destroy();
  });
});

describe("failures", () => {
  test("no GPU is an error, or a reason to stay on the CPU", async () => {
    await expect(GpuDelegate.create({ gpu: NO_GPU })).rejects.toMatchObject({ code: "BACKEND_UNAVAILABLE" });
    const gpu = await GpuDelegate.create({ gpu: NO_GPU, fallback: "cpu" });
    expect(gpu.unavailable).toContain("no adapter");
    const model = await loadModel(wholeModel(), { delegates: [gpu] });
    expect(model.partitions.map(({ device }) => device)).toEqual(["cpu"]);
    expect(model.partitions[0]!.operators[0]!.reason).toContain("no adapter");
    const [output] = model.runSync([inputFor(model)]);
    expect(relativeError(await expectedOf(wholeModel()), [output!])).toBe(0);
    model.dispose();
  });

  testOnGpu("a lost device is replaced", async () => {
    const devices: GPUDevice[] = [];
    const gpu = await changedGpu({ onDevice: (device) => devices.push(device) });
    const delegate = await GpuDelegate.create({ gpu });
    const model = await loadModel(wholeModel(), { delegates: [delegate] });
    const first = await model.run([inputFor(model)]);
    devices[0]!.destroy();
    expect(await model.run([inputFor(model)])).toEqual(first);
    expect(devices.length).toBe(2);
    model.dispose();
    delegate.destroy();
  });

  testOnGpu("without another one it is an error, or the CPU goes on", async () => {
    for (const fallback of ["error", "cpu"] as const) {
      const devices: GPUDevice[] = [];
      const gpu = await changedGpu({ devices: 1, onDevice: (device) => devices.push(device) });
      const delegate = await GpuDelegate.create({ gpu, fallback });
      const model = await loadModel(wholeModel(), { delegates: [delegate] });
      devices[0]!.destroy();
      const outcome = await model.run([inputFor(model)]).catch(codeOf);
      if (fallback === "error") expect(outcome).toBe("BACKEND_UNAVAILABLE");
      else {
        expect(relativeError(await expectedOf(wholeModel()), outcome as never)).toBe(0);
        expect(delegate.failure).toContain("no adapter");
      }
      model.dispose();
      delegate.destroy();
    }
  });

  testOnGpu("buffers beyond the device's limit are an error, or the CPU does it", async () => {
    for (const fallback of ["error", "cpu"] as const) {
      const gpu = await changedGpu({ limits: { maxBufferSize: 512, maxStorageBufferBindingSize: 2 ** 20 } });
      const delegate = await GpuDelegate.create({ gpu, fallback });
      const model = await loadModel(wholeModel(), { delegates: [delegate] });
      // Nothing of the model fits, so nothing is taken.
      expect(model.partitions.map(({ device }) => device)).toEqual(["cpu"]);
      expect(model.partitions[0]!.operators[0]!.reason).toContain("bytes");
      model.dispose();
      delegate.destroy();
    }
  });

  testOnGpu("weights that the device has no memory for are an error, or the CPU does it", async () => {
    const network = new Network();
    const input = network.input([1, 64]);
    network.output(network.op("FULLY_CONNECTED", [input, network.floats([63, 64]), null], [1, 63]));
    const bytes = bytesOf(network.model);
    // Enough for the weights as they are, not as they are laid out for four columns at a time.
    const gpu = await changedGpu({ limits: { maxBufferSize: 63 * 64 * 4 } });
    const strict = await GpuDelegate.create({ gpu });
    const refused = await loadModel(bytes, { delegates: [strict] }).catch((error) => error);
    expect(refused).toMatchObject({
      code: "OUT_OF_MEMORY",
      details: { bytes: 64 * 64 * 4, limit: 63 * 64 * 4 },
    });
    const lenient = await GpuDelegate.create({ gpu, fallback: "cpu" });
    const model = await loadModel(bytes, { delegates: [lenient] });
    expect(model.partitions.map(({ device }) => device)).toEqual(["cpu"]);
    expect(model.partitions[0]!.operators[0]!.reason).toContain("16384");
    model.dispose();
    for (const delegate of [strict, lenient]) delegate.destroy();
  });

  testOnGpu("shaders that the driver refuses are an error, or the CPU does it", async () => {
    const gpu = await changedGpu({ refusal: "no registers left" });
    const strict = await GpuDelegate.create({ gpu });
    const refused = await loadModel(wholeModel(), { delegates: [strict] }).catch((error) => error);
    expect(refused).toMatchObject({ code: "SHADER_FAILED", details: { reason: "no registers left" } });
    expect(refused.details.place).toContain("CONV_2D");
    const lenient = await GpuDelegate.create({ gpu, fallback: "cpu" });
    const model = await loadModel(wholeModel(), { delegates: [lenient] });
    expect(model.partitions[0]!.operators[0]!.reason).toContain("no registers left");
    expect(relativeError(await expectedOf(wholeModel()), await model.run([inputFor(model)]))).toBe(0);
    model.dispose();
    for (const delegate of [strict, lenient]) delegate.destroy();
  });

  testOnGpu("what a GPU does cannot be had at once", async () => {
    const gpu = await createDelegate();
    const model = await loadModel(wholeModel(), { delegates: [gpu] });
    expect(() => model.runSync([inputFor(model)])).toThrow(
      expect.objectContaining({ code: "NOT_SYNCHRONOUS" }),
    );
    model.dispose();
    gpu.destroy();
  });

  testOnGpu("a destroyed delegate runs nothing", async () => {
    const gpu = await createDelegate();
    const model = await loadModel(wholeModel(), { delegates: [gpu] });
    gpu.destroy();
    await expect(model.run([inputFor(model)])).rejects.toMatchObject({ code: "DISPOSED" });
    await expect(loadModel(wholeModel(), { delegates: [gpu] })).rejects.toMatchObject({ code: "DISPOSED" });
    model.dispose();
  });

  testOnGpu("a wrong shape is refused as on the CPU", async () => {
    const gpu = await createDelegate();
    const model = await loadModel(wholeModel(), { delegates: [gpu] });
    await expect(model.run([new Float32Array(5)])).rejects.toMatchObject({ code: "SHAPE_MISMATCH" });
    model.dispose();
    gpu.destroy();
  });
});

testOnGpu("models share a delegate, and run side by side", async () => {
  const gpu = await createDelegate();
  const models = await Promise.all(
    [wholeModel(), modelWithGap(), wholeModel()].map((bytes) => loadModel(bytes, { delegates: [gpu] })),
  );
  const outputs = await Promise.all(models.map((model) => model.run([inputFor(model)])));
  expect(relativeError(await expectedOf(wholeModel()), outputs[0]!)).toBeLessThan(1e-6);
  expect(relativeError(await expectedOf(modelWithGap()), outputs[1]!)).toBeLessThan(1e-5);
  expect(outputs[2]).toEqual(outputs[0]);
  for (const model of models) model.dispose();
  gpu.destroy();
});

testOnGpu("an input that the model declares as a variable is one all the same", async () => {
  const network = new Network();
  const [a, b] = [network.input([3]), network.input([3])];
  b.attributes.isVariable = true;
  network.output(network.op("SUB", [a, b], [3]));
  const gpu = await createDelegate();
  const model = await loadModel(bytesOf(network.model), { delegates: [gpu] });
  const [output] = await model.run([Float32Array.of(1, 2, 3), Float32Array.of(10, 20, 30)]);
  expect(output!.data).toEqual(Float32Array.of(-9, -18, -27));
  model.dispose();
  gpu.destroy();
});

test("options are checked", async () => {
  const create = (options: object) => GpuDelegate.create({ gpu: NO_GPU, ...options }).catch(codeOf);
  expect(await create({ inferencePriority: "fast" })).toBe("UNKNOWN_NAME");
  expect(await create({ precisionLossAlowed: true })).toBe("UNKNOWN_NAME");
  expect(await create({ maxDelegatedPartitions: 0 })).toBe("INVALID_ARGUMENT");
  expect(await create({ precisionLossAllowed: "yes" })).toBe("INVALID_ARGUMENT");
  expect(await create({ preferredObjectType: "image" })).toBe("UNKNOWN_NAME");
  expect(await create({})).toBe("BACKEND_UNAVAILABLE");
});
