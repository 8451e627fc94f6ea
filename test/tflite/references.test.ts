import { Model, Operator, SubGraph } from "../../src/tflite/schema/model.js";
import { Tensor } from "../../src/tflite/schema/tensor.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { make, type TinyModel, tinyModel } from "./records.js";
import { defectOf, Victim } from "./vandalism.js";

const main = ({ model }: TinyModel) => model.subgraphs![0]!;
const firstOperator = (tiny: TinyModel) => main(tiny).operators![0]!;

/** Each row makes one number wrong; the error names it and its byte. */
const wrong: [field: string, place: (string | number)[], spoil: (tiny: TinyModel) => void][] = [
  [
    "subgraphs[0].tensors[1].buffer",
    ["subgraphs", 0, "tensors", 1, "buffer"],
    (tiny) => {
      main(tiny).tensors![1]!.buffer = 4;
    },
  ],
  ["subgraphs[0].inputs[0]", ["subgraphs", 0, "inputs", 0], (tiny) => main(tiny).inputs!.fill(3)],
  ["subgraphs[0].outputs[0]", ["subgraphs", 0, "outputs", 0], (tiny) => main(tiny).outputs!.fill(-1)],
  [
    "subgraphs[0].operators[0].opcodeIndex",
    ["subgraphs", 0, "operators", 0, "opcodeIndex"],
    (tiny) => {
      firstOperator(tiny).opcodeIndex = 1;
    },
  ],
  [
    "subgraphs[0].operators[0].inputs[1]",
    ["subgraphs", 0, "operators", 0, "inputs", 1],
    (tiny) => {
      firstOperator(tiny).inputs = [0, 3];
    },
  ],
  [
    "subgraphs[0].operators[0].outputs[0]",
    ["subgraphs", 0, "operators", 0, "outputs", 0],
    (tiny) => {
      firstOperator(tiny).outputs = [-2];
    },
  ],
  [
    "subgraphs[0].operators[0].intermediates[2]",
    ["subgraphs", 0, "operators", 0, "intermediates", 2],
    (tiny) => {
      firstOperator(tiny).intermediates = [-1, 2, 1000];
    },
  ],
  [
    "metadata[0].buffer",
    ["metadata", 0, "buffer"],
    ({ model }) => {
      model.metadata![0]!.buffer = 4;
    },
  ],
  [
    "metadataBuffer[1]",
    ["metadataBuffer", 1],
    ({ model }) => {
      model.metadataBuffer = [0, -1];
    },
  ],
  [
    "signatureDefs[0].subgraphIndex",
    ["signatureDefs", 0, "subgraphIndex"],
    ({ model }) => {
      model.signatureDefs![0]!.subgraphIndex = 1;
    },
  ],
  [
    "signatureDefs[0].outputs[0].tensorIndex",
    ["signatureDefs", 0, "outputs", 0, "tensorIndex"],
    ({ model }) => {
      model.signatureDefs![0]!.outputs![0]!.tensorIndex = 3;
    },
  ],
  [
    "subgraphs[0].operators[0].builtinOptions.bodySubgraphIndex",
    ["subgraphs", 0, "operators", 0, "builtinOptions", "bodySubgraphIndex"],
    (tiny) => {
      firstOperator(tiny).builtinOptions = {
        type: "WhileOptions",
        value: { condSubgraphIndex: 0, bodySubgraphIndex: 1 },
      };
    },
  ],
  [
    "subgraphs[0].operators[0].builtinOptions2.branchSubgraphIndices[1]",
    ["subgraphs", 0, "operators", 0, "builtinOptions2", "branchSubgraphIndices", 1],
    (tiny) => {
      firstOperator(tiny).builtinOptions2 = {
        type: "StablehloCaseOptions",
        value: { branchSubgraphIndices: [0, 7] },
      };
    },
  ],
  [
    "subgraphs[0].tensors[0].quantization.details.zeroPoints",
    ["subgraphs", 0, "tensors", 0, "quantization", "details", "zeroPoints"],
    (tiny) => {
      main(tiny).tensors![0]!.quantization = {
        min: null,
        max: null,
        scale: null,
        zeroPoint: null,
        quantizedDimension: 0,
        details: { type: "BlockwiseQuantization", value: { scales: 1, zeroPoints: 3, blockSize: 32 } },
      };
    },
  ],
  [
    "subgraphs[0].tensors[0].externalBuffer",
    ["subgraphs", 0, "tensors", 0, "externalBuffer"],
    (tiny) => {
      main(tiny).tensors![0]!.externalBuffer = 5;
    },
  ],
  [
    "externalBuffers[0].group",
    ["externalBuffers", 0, "group"],
    ({ model }) => {
      model.externalBufferGroups = [{ name: "weights.bin" }];
      model.externalBuffers = [{ id: 5, group: 1, offset: 0n, length: 8n, packing: null }];
    },
  ],
];

test.each(wrong)("%s", (field, place, spoil) => {
  const tiny = tinyModel();
  spoil(tiny);
  const victim = new Victim(tiny);
  expect(defectOf(victim.bytes)).toMatchObject({ code: "INVALID_MODEL", field, offset: victim.at(...place) });
});

test("an absent optional input, a zero point of none, an external buffer by its id", () => {
  const tiny = tinyModel();
  firstOperator(tiny).inputs = [0, -1];
  main(tiny).tensors![0]!.externalBuffer = 2 ** 31;
  tiny.model.externalBufferGroups = [{ name: "weights.bin" }];
  tiny.model.externalBuffers = [{ id: 2 ** 31, group: 0, offset: 2n ** 40n, length: 8n, packing: "" }];
  expect(defectOf(writeModelBytes(tiny))).toBeNull();
});

test("a model has at least one subgraph", () => {
  const bytes = writeModelBytes({ model: make(Model, { version: 3 }), buffers: [], appended: null });
  expect(defectOf(bytes)).toMatchObject({ code: "INVALID_MODEL", field: "subgraphs" });
});

test("a model may have nothing else", () => {
  const model = make(Model, { version: 3, subgraphs: [make(SubGraph, { tensors: [make(Tensor, {})] })] });
  expect(defectOf(writeModelBytes({ model, buffers: [], appended: null }))).toBeNull();
  const operators = [make(Operator, {})];
  const withOperator = { ...model, subgraphs: [make(SubGraph, { operators })] };
  expect(defectOf(writeModelBytes({ model: withOperator, buffers: [], appended: null }))?.field).toBe(
    "subgraphs[0].operators[0].opcodeIndex",
  );
});
