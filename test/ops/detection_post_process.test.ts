import { encode } from "flatbuffers/js/flexbuffers.js";
import { loadAddon } from "../../src/addon/index.js";
import { detectionPostProcess } from "../../src/ops/custom/detection_post_process.js";
import type { Input, StaticKernel } from "../../src/ops/kernel.js";
import { encodeProgram } from "../../src/runtime/native/encode_program.js";
import { allocateTensor, type Tensor } from "../../src/tensor/index.js";
import { mulberry32 } from "../runtime/inputs.js";

const kernel = detectionPostProcess as StaticKernel<null>;
const { addon } = loadAddon();
const BOXES = 150;

interface Form {
  readonly classes: number;
  readonly background: number;
  readonly regular: boolean;
  readonly quantized: boolean;
}

function nodeOf({ classes, background, regular, quantized }: Form) {
  const uniform = mulberry32(classes);
  const input = (name: string, shape: number[], least: number, most: number): Input => {
    const count = shape.reduce((a, b) => a * b, 1);
    const dtype = quantized ? "UINT8" : "FLOAT32";
    const quantization = quantized
      ? {
          scale: [(most - least) / 255],
          zeroPoint: [Math.round((-255 * least) / (most - least))],
          quantizedDimension: 0,
        }
      : null;
    // Few different scores, so that many are equal.
    const next = () =>
      quantized ? Math.floor(uniform() * 256) : least + ((most - least) * Math.ceil(uniform() * 64)) / 64;
    const data = quantized
      ? Uint8Array.from({ length: count }, next)
      : Float32Array.from({ length: count }, next);
    return { name, shape, dtype, quantization, data, isVariable: false };
  };
  const options = {
    max_detections: 12,
    max_classes_per_detection: 1,
    detections_per_class: 5,
    use_regular_nms: regular,
    nms_score_threshold: 0.2,
    nms_iou_threshold: 0.4,
    num_classes: classes,
    y_scale: 10,
    x_scale: 10,
    h_scale: 5,
    w_scale: 5,
  };
  const output = { name: "output", dtype: "FLOAT32", shape: [], quantization: null } as const;
  return {
    place: "subgraph 0, operator 0",
    options: null,
    customOptions: encode(options),
    version: 1,
    inputs: [
      input("boxes", [1, BOXES, 4], -3, 3),
      input("scores", [1, BOXES, classes + background], 0, 1),
      input("anchors", [BOXES, 4], 0, 1),
    ],
    outputs: [output, output, output, output],
    intermediates: [],
  };
}

/** Runs the native step on constants. */
function runNatively(node: ReturnType<typeof nodeOf>, results: readonly Tensor[], target: number): void {
  const [step] = kernel.native!(
    { ...node, storedType: () => null, computesInFloat16: false, threads: 1 },
    results,
  ) as readonly [
    { step: string; operands: { input?: number; output?: number; scratch?: number }[]; parameters: number[] },
  ];
  let end = 0;
  const take = (bytes: number) => {
    const offset = end;
    end += Math.ceil(bytes / 64) * 64;
    return { offset, bytes };
  };
  const bytesOf = ({ data }: Tensor) => {
    const { buffer, byteOffset, byteLength } = data as Float32Array;
    return new Uint8Array(buffer, byteOffset, byteLength);
  };
  const operands = step.operands.map(({ input, output, scratch }) => {
    if (input !== undefined) return { constant: bytesOf(node.inputs[input]!), key: "" };
    return take(output === undefined ? scratch! : bytesOf(results[output]!).length);
  });
  const { words, constants, keys } = encodeProgram([{ step, operands } as never], end, addon!.stepNames);
  const arena = addon!.createArena(end);
  expect(addon!.createProgram(target, words, constants, keys).run(arena, 2, null)).toBe(-1);
  results.forEach((result, i) => {
    const { offset, bytes } = operands[3 + i] as { offset: number; bytes: number };
    bytesOf(result).set(arena.subarray(offset, offset + bytes));
  });
}

const forms = [1, 7].flatMap((classes) =>
  [0, 1].flatMap((background) =>
    [false, true].flatMap((regular) =>
      [false, true].map((quantized): Form => ({ classes, background, regular, quantized })),
    ),
  ),
);

(addon ? describe : describe.skip)("detections of the native step are those of the reference", () => {
  test.each(forms)(
    "$classes classes, background $background, regular $regular, quantized $quantized",
    (form) => {
      const node = nodeOf(form);
      const [wanted, found] = [0, 1].map(() => kernel.infer(node).map(allocateTensor)) as [
        Tensor[],
        Tensor[],
      ];
      kernel.reference(node, wanted, null as never);
      expect(wanted[3]!.data[0]).toBeGreaterThan(3);
      addon!.targets.forEach(({ supported }, target) => {
        if (!supported) return;
        runNatively(node, found, target);
        expect(found).toEqual(wanted);
      });
    },
  );
});
