import type { ElementType, Quantization } from "../../src/tensor/index.js";
import type { BuiltinOperator, RecordOf, SparsityParameters } from "../../src/tflite/index.js";
import { BuiltinOptions, BuiltinOptions2 } from "../../src/tflite/schema/builtin_options.js";
import type { TableDefinition, UnionOf } from "../../src/tflite/schema/define.js";
import { make } from "../tflite/records.js";
import { describeCase } from "./describe_case.js";
import { type Tolerance, toleranceOf } from "./tolerances.js";
import { versionOf } from "./versions.js";

/** One element in a case: strings as text, FLOAT16 as the number it stands for, complex numbers as two entries. */
export type Element = number | bigint | string;

/** A tensor of a case. Its elements are given, or generated from its place in the model. */
export interface TensorSpec {
  readonly dtype: ElementType;
  /** As it is when the model runs. */
  readonly shape: readonly number[];
  readonly values?: readonly Element[];
  /** Least and largest generated number; for floats the default is -1 to 1, for 32 and 64 bit integers 0 to 9. */
  readonly range?: readonly [number, number];
  /** It stands in the model. */
  readonly constant?: true;
  readonly variable?: true;
  readonly quantization?: Quantization;
  /** What the model declares, with -1 for open dimensions. */
  readonly signature?: readonly number[];
  /** Of a constant: how `values`, the stored ones, lie in it. */
  readonly sparsity?: RecordOf<typeof SparsityParameters>;
}

export type Options = UnionOf<typeof BuiltinOptions.tables> | UnionOf<typeof BuiltinOptions2.tables>;

/** An operator of a case; its tensors by name, null for an optional one that is absent. */
export interface OperatorSpec {
  readonly operator: BuiltinOperator;
  readonly version: number;
  readonly options: Options | null;
  readonly inputs: readonly (string | null)[];
  readonly outputs: readonly string[];
  readonly intermediates?: readonly string[];
}

export interface SubgraphSpec {
  readonly tensors: Readonly<Record<string, TensorSpec>>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly operators: readonly OperatorSpec[];
}

/** A small model with inputs. What TensorFlow Lite makes of it is recorded under its name. */
export interface Case {
  /** Unique in its family. */
  readonly name: string;
  /** The operator that it is about. */
  readonly operator: BuiltinOperator;
  /** The first one is run. */
  readonly subgraphs: readonly SubgraphSpec[];
  /** How often one session runs it, each time on other generated inputs. */
  readonly runs: number;
  /** How far floats may lie from the recorded ones. */
  readonly tolerance: Tolerance;
  /**
   * Which of TensorFlow Lite's kernels are the truth: the reference ones, if they are registered for the operator, or the
   * ordinary ones, where the reference is known to be wrong.
   */
  readonly kernels: "reference" | "builtin";
  /** Why halflite may execute it although TensorFlow Lite refuses it. */
  readonly wider: string | null;
  /** Why halflite refuses it although TensorFlow Lite does not: what that answers means nothing, and is not recorded. */
  readonly stricter: string | null;
}

export interface Extras {
  /** Tells the case from its like. */
  readonly note?: string;
  /** Default: the highest version that TensorFlow's reference kernels are registered for. */
  readonly version?: number;
  /** Default 1. */
  readonly runs?: number;
  /** Default: that of the operator. */
  readonly tolerance?: Tolerance;
  /** See `Case`; default "reference". */
  readonly kernels?: "reference" | "builtin";
  readonly wider?: string;
  readonly stricter?: string;
  readonly intermediates?: readonly TensorSpec[];
}

type OptionsName = Options["type"];
export type OptionsOf<T extends OptionsName> = Extract<Options, { type: T }>["value"];

const tables: ReadonlyMap<string, TableDefinition> = new Map(
  [...BuiltinOptions.tables, ...BuiltinOptions2.tables].map((table) => [table.name, table]),
);

/** A full record of options: what is not given has the schema's default. */
export const optionsRecord = <T extends OptionsName>(type: T, given: Partial<OptionsOf<T>>): Options =>
  ({ type, value: make(tables.get(type)!, given as never) }) as unknown as Options;

/** Makes the cases of one operator whose options are records of that table; null for one without. */
export function casesOf<T extends OptionsName>(operator: BuiltinOperator, table: T | null) {
  return (
    inputs: readonly (TensorSpec | null)[],
    outputs: readonly (TensorSpec | ElementType)[],
    options: Partial<OptionsOf<T>> = {},
    extras: Extras = {},
  ): Case => {
    const outputSpecs = outputs.map((output) => (typeof output === "string" ? declared(output) : output));
    const version = extras.version ?? versionOf(operator);
    const name = describeCase(operator, inputs, outputSpecs, options, extras);
    const intermediates = extras.intermediates ?? [];
    const node: OperatorSpec = {
      operator,
      version,
      options: table && optionsRecord(table, options),
      inputs: inputs.map((input, i) => input && `input${i}`),
      outputs: outputs.map((_, i) => `output${i}`),
      ...(intermediates.length > 0 ? { intermediates: intermediates.map((_, i) => `inner${i}`) } : {}),
    };
    const named = [
      ...inputs.flatMap((input, i) => (input ? [[`input${i}`, input] as const] : [])),
      ...outputSpecs.map((output, i) => [`output${i}`, output] as const),
      ...intermediates.map((tensor, i) => [`inner${i}`, tensor] as const),
    ];
    const subgraph: SubgraphSpec = {
      tensors: Object.fromEntries(named),
      inputs: named.filter(([key, spec]) => key.startsWith("input") && isFed(spec)).map(([key]) => key),
      outputs: node.outputs,
      operators: [node],
    };
    return { name, operator, subgraphs: [subgraph], ...settled(operator, extras) };
  };
}

/** Whether the caller of the model gives it. */
const isFed = (spec: TensorSpec): boolean => !spec.constant && !spec.variable;

const declared = (dtype: ElementType): TensorSpec => ({ dtype, shape: [] });

/** An operator of a model of several. */
export const node = <T extends OptionsName>(
  operator: BuiltinOperator,
  inputs: readonly (string | null)[],
  outputs: readonly string[],
  table: T | null = null,
  options: Partial<OptionsOf<T>> = {},
): OperatorSpec => ({
  operator,
  version: versionOf(operator),
  options: table && optionsRecord(table, options),
  inputs,
  outputs,
});

/** A case of a whole model. */
export const modelCase = (
  operator: BuiltinOperator,
  name: string,
  subgraphs: readonly SubgraphSpec[],
  extras: Extras = {},
): Case => ({
  name: `${operator} ${name}`,
  operator,
  subgraphs,
  ...settled(operator, extras),
});

const settled = (operator: BuiltinOperator, extras: Extras) => ({
  runs: extras.runs ?? 1,
  tolerance: extras.tolerance ?? toleranceOf(operator),
  kernels: extras.kernels ?? "reference",
  wider: extras.wider ?? null,
  stricter: extras.stricter ?? null,
});
