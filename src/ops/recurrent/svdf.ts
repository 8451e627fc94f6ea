import type { Tensor } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { SVDFOptions } from "../../tflite/schema/recurrent_options.js";
import { inputOf, mismatch, numbers, outputOf, requireRank, requireType, unsupported } from "../check.js";
import { type NativeNode, type Node, type RunningNode, staticKernel } from "../kernel.js";
import type { NativeStep } from "../lowering.js";
import { operator } from "../operator.js";
import { unlessRefused } from "../unless_refused.js";
import { activationOf, activationParameters } from "./activate.js";
import { lowerIntegerSvdf } from "./lower_integer_svdf.js";
import { floatOperand, isMatrix, matrixParameters, quantizedRows } from "./lower_weights.js";
import { has, requireInput, stateOf } from "./state.js";
import { runIntegerSvdf } from "./svdf_integers.js";
import { BIAS, FEATURES, INPUT, STATE, type SvdfForm, TIMES } from "./svdf_layout.js";
import { addProduct, type Scheme, sumsOf, vectorOf, weightsOf } from "./weights.js";

type Options = RecordOf<typeof SVDFOptions>;

function svdfForm(node: Node<Options>): SvdfForm {
  const { rank, fusedActivationFunction } = node.options;
  const [input, features, times] = [inputOf(node, INPUT), inputOf(node, FEATURES), inputOf(node, TIMES)];
  for (const operand of [input, features, times]) requireRank(node, operand, 2);
  requireType(node, input, "FLOAT32", "INT8");
  const [batch, inputs, filters, memory] = [
    input.shape[0]!,
    input.shape[1]!,
    features.shape[0]!,
    times.shape[1]!,
  ];
  if (rank < 1 || filters % rank !== 0) throw mismatch(node, "rank", `a divisor of ${filters}`, `${rank}`);
  if (memory < 1) throw mismatch(node, times.name, "a memory of 1 step or more", "0");
  const isFloat = input.dtype === "FLOAT32";
  const weights =
    isFloat && features.dtype === "FLOAT32" ? (["FLOAT32"] as const) : (["INT8", "UINT8"] as const);
  requireInput(node, FEATURES, [filters, inputs], ...(isFloat ? weights : (["INT8"] as const)));
  requireInput(node, TIMES, [filters, memory], ...(isFloat ? weights : (["INT16"] as const)));
  const units = filters / rank;
  if (has(node, BIAS)) requireInput(node, BIAS, [units], isFloat ? "FLOAT32" : "INT32");
  stateOf(node, STATE, batch * filters * memory, isFloat ? "FLOAT32" : "INT16");
  activationOf(node, fusedActivationFunction);
  if (!isFloat && fusedActivationFunction !== "RELU")
    throw unsupported(node, `integers with the activation ${fusedActivationFunction}`);
  return { batch, inputs, filters, units, memory };
}

/** A low-rank layer with a memory: [batch, inputs] to [batch, units], FLOAT32 (weights FLOAT32 or INT8) or INT8. */
export const svdf = operator("SVDF", ["1.5.0", "1.14.0", "2.2.0", "2.3.0"], {
  kernel: staticKernel(SVDFOptions, {
    infer(node) {
      const { batch, units } = svdfForm(node);
      const { dtype, quantization } = outputOf(node);
      requireType(node, outputOf(node), inputOf(node, INPUT).dtype);
      return [{ dtype, quantization, shape: [batch, units] }];
    },
    reference(node, [output]) {
      const form = svdfForm(node);
      if (inputOf(node, INPUT).dtype === "INT8") runIntegerSvdf(node, form, output!);
      else run(node, form, output!);
    },
    native(node, [output]) {
      const form = svdfForm(node);
      return inputOf(node, INPUT).dtype === "INT8"
        ? lowerIntegerSvdf(node, form, output!)
        : lowerFloats(node, form);
    },
  }),
});

/** Null where the weights over time are quantized and computed. */
function lowerFloats(node: NativeNode<Options>, form: SvdfForm): NativeStep[] | null {
  const { batch, inputs, filters, units, memory } = form;
  if (filters === 0 || !isMatrix(node, FEATURES)) return null;
  const times = inputOf(node, TIMES);
  if (times.dtype !== "FLOAT32" && !times.data) return null;
  return unlessRefused(() => {
    const quantized = quantizedRows(node, FEATURES, [{ count: batch, depth: inputs }]);
    return [
      {
        step: "svdf",
        operands: [
          { input: INPUT },
          { input: FEATURES, float16: true },
          floatOperand(node, TIMES),
          has(node, BIAS) ? { input: BIAS } : null,
          { input: STATE },
          { output: 0 },
          { scratch: 4 * batch * (filters + units) },
          quantized.operand,
        ],
        parameters: [
          ...[batch, inputs, filters, memory, units],
          ...activationParameters(node.options.fusedActivationFunction),
          ...matrixParameters(node, FEATURES),
          ...quantized.parameters,
        ],
      },
    ];
  });
}

function run(node: RunningNode<Options>, form: SvdfForm, output: Tensor): void {
  const { batch, inputs, filters, units, memory } = form;
  const { rank, fusedActivationFunction, asymmetricQuantizeInputs } = node.options;
  const activation = activationOf(node, fusedActivationFunction);
  const features = weightsOf(node, inputOf(node, FEATURES));
  const isFloat = features.data instanceof Float32Array;
  const scheme: Scheme = isFloat ? null : asymmetricQuantizeInputs ? "asymmetric" : "symmetric";
  const times = weightsOf(node, inputOf(node, TIMES));
  const bias = node.inputs[BIAS];
  const state = inputOf(node, STATE).data as Float32Array;
  const input = inputOf(node, INPUT).data as Float32Array;
  const sink = numbers(output).fill(0);
  state.copyWithin(0, 1);
  for (let b = 0; b < batch; b++) {
    const latest = sumsOf(filters, scheme);
    addProduct(latest, features, vectorOf(input.subarray(b * inputs, (b + 1) * inputs), scheme));
    const totals = new Float64Array(units);
    for (let f = 0; f < filters; f++) {
      const row = (b * filters + f) * memory;
      state[row + memory - 1] = latest[f]!;
      let sum = 0;
      for (let t = 0; t < memory; t++) sum += times.data[f * memory + t]! * times.scale * state[row + t]!;
      totals[Math.floor(f / rank)]! += sum;
    }
    for (let u = 0; u < units; u++)
      sink[b * units + u] = activation(totals[u]! + (bias ? numbers(bias)[u]! : 0));
  }
}
