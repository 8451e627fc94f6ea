import { constantOf, type Node, type Value } from "../../graph/index.js";
import { type BuiltinOperator, MIN_RUNTIME_VERSION, type OperatorCode } from "../../tflite/index.js";
import type { Pass } from "../pass.js";
import { runtimeVersion } from "../runtime_version.js";
import { dimensionsOf } from "./values.js";

type Rule = (options: Readonly<Record<string, unknown>>, inputs: readonly (Value | null)[]) => number;

const rankOf = (value: Value | null | undefined) => (value ? (dimensionsOf(value)?.length ?? 0) : 0);

const dilated = ({ dilationHFactor, dilationWFactor }: Readonly<Record<string, unknown>>) =>
  dilationHFactor !== 1 || dilationWFactor !== 1;

const imageOnly: Rule = (_, [image]) => (rankOf(image) === 4 ? 1 : 3);

/**
 * The version that TensorFlow Lite gives an operator of these options and types (its op_version.cc says which): what a runtime
 * must know to execute it. Kinds that are not listed are of version 1 in the forms that importers make.
 */
const rules: Partial<Record<BuiltinOperator, Rule>> = {
  BATCH_TO_SPACE_ND: imageOnly,
  BROADCAST_TO: () => 2,
  DEPTHWISE_CONV_2D: (options) => (dilated(options) ? 2 : 1),
  FULLY_CONNECTED: ({ keepNumDims }) => (keepNumDims ? 5 : 1),
  GATHER: ({ batchDims }) => (batchDims === 0 ? 1 : 5),
  RESIZE_BILINEAR: ({ halfPixelCenters }) => (halfPixelCenters ? 3 : 1),
  RESIZE_NEAREST_NEIGHBOR: ({ halfPixelCenters, alignCorners }) => (halfPixelCenters || alignCorners ? 3 : 1),
  SPACE_TO_BATCH_ND: imageOnly,
  STRIDED_SLICE: (_, [tensor]) => (rankOf(tensor) > 4 ? 4 : 1),
  TRANSPOSE_CONV: ({ fusedActivationFunction }, inputs) =>
    fusedActivationFunction === "NONE" ? (inputs.length > 3 ? 3 : 1) : 4,
};

/** Gives every operator of an imported model the version that its options and types ask for, and the model that of the runtime. */
export const settleOperatorVersions: Pass<unknown> = {
  name: "settle_operator_versions",
  run(model) {
    const codes = new Map<string, OperatorCode>();
    for (const { nodes } of model.graphs) for (const node of nodes) node.operator = codeOf(node, codes);
    model.operatorCodes = [...codes.values()];
    const others = model.metadata.filter(({ name }) => name !== MIN_RUNTIME_VERSION);
    model.metadata = [...others, { name: MIN_RUNTIME_VERSION, content: constantOf(runtimeVersion(model)) }];
    return [];
  },
};

function codeOf(node: Node, codes: Map<string, OperatorCode>): OperatorCode {
  const { operator, inputs, attributes } = node;
  const options = attributes.builtinOptions?.value ?? attributes.builtinOptions2?.value ?? {};
  const { builtinCode, customCode } = operator;
  const version = rules[builtinCode]?.(options as Readonly<Record<string, unknown>>, inputs) ?? 1;
  const key = `${builtinCode} ${customCode ?? ""} ${version}`;
  const code = codes.get(key) ?? { ...operator, version };
  codes.set(key, code);
  return code;
}
