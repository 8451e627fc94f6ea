import type { Binding, Dispatch, Stage } from "./shader.js";
import { bindingText, type ElementStore } from "./wgsl_bindings.js";

/** What shaders compute with. */
export interface ShaderTypes {
  /** The type of elements between loads and stores. */
  readonly real: "f32" | "f16";
  /** What products are summed in. */
  readonly sum: "f32" | "f16";
}

/** The text of a dispatch with the words that it reads. */
export interface ShaderText {
  readonly text: string;
  /** The bindings of the dispatch and then those of its stages, in the order of their numbers from 1. */
  readonly bindings: readonly Binding[];
  /** Parameters, numbers, walks: what `parameter(k)` and `number(k)` read. */
  readonly words: Uint32Array;
}

/** Collects the words of a dispatch and tells their numbers. */
class Words {
  private readonly values: number[] = [];

  integers(values: readonly number[]): number {
    for (const value of values) this.values.push(value >>> 0);
    return this.values.length - values.length;
  }

  reals(values: readonly number[]): number {
    const bits = new Uint32Array(Float32Array.from(values).buffer);
    return this.integers([...bits]);
  }

  array(): Uint32Array {
    const words = new Uint32Array(Math.max(4, Math.ceil(this.values.length / 4) * 4));
    words.set(this.values);
    return words;
  }
}

/**
 * The WGSL of a dispatch.
 *
 * @param storeOf how the elements of an operand lie in its buffer
 */
export function shaderText(
  dispatch: Dispatch,
  types: ShaderTypes,
  storeOf: (binding: Binding) => ElementStore,
): ShaderText {
  const words = new Words();
  words.integers(dispatch.parameters);
  const firstNumber = words.reals(dispatch.numbers);
  const width = dispatch.bindings.find(({ access }) => access === "write")!.width;
  const stages = dispatch.stages.map((stage, k) => stageOf(stage, k, width, words));
  const bindings = [...dispatch.bindings, ...stages.flatMap(({ binding }) => (binding ? [binding] : []))];
  const texts = bindings.map((binding, k) =>
    bindingText(binding, k + 1, storeOf(binding), binding.walk ? words.integers(walkWords(binding)) : 0),
  );
  const stores = bindings.map(storeOf);
  const needsFloat16 = types.real === "f16" || types.sum === "f16" || stores.includes("f16");
  const array = words.array();
  const text = [
    needsFloat16 ? "enable f16;" : "",
    `alias real = ${types.real}; alias real4 = vec4<${types.real}>;`,
    `alias sum = ${types.sum}; alias sum4 = vec4<${types.sum}>;`,
    `const MOST_EXPONENT: real = ${types.real === "f16" ? "11h" : "88f"};`,
    `@group(0) @binding(0) var<uniform> words: array<vec4<u32>, ${array.length / 4}>;`,
    "fn parameter(k: u32) -> u32 { return words[k / 4u][k % 4u]; }",
    `fn number(k: u32) -> f32 { return bitcast<f32>(parameter(k + ${firstNumber}u)); }`,
    ...texts,
    ...["real", "real4"].map((type) => finishText(type, stages)),
    dispatch.text,
  ].join("\n");
  return { text, bindings, words: array };
}

/** The text with its words in it, for a shader that is compiled for one shape. */
export function specialized(shader: ShaderText): ShaderText {
  const text = shader.text.replace(
    /\bparameter\((\d+)u\)/g,
    (_, k: string) => `${shader.words[Number(k)]!}u`,
  );
  return { ...shader, text };
}

interface PlacedStage {
  readonly stage: Stage;
  readonly binding: Binding | null;
  readonly firstNumber: number;
}

function stageOf(stage: Stage, k: number, width: 1 | 4, words: Words): PlacedStage {
  const { other, numbers } = stage;
  const firstNumber = words.reals(numbers);
  if (!other) return { stage, binding: null, firstNumber };
  const { operand, walk } = other;
  const binding: Binding = {
    name: `other${k}`,
    operand,
    width: walk ? walkWidth(walk, width) : width,
    access: "read",
    ...(walk ? { walk } : {}),
  };
  return { stage, binding, firstNumber };
}

/** What an operand that is walked through is read in, if the result is in `width`. */
export function walkWidth({ sizes, strides }: Walk, width: 1 | 4): 1 | 4 {
  return width === 4 && sizes.at(-1)! % 4 === 0 && strides.at(-1) === 1 ? 4 : 1;
}

type Walk = NonNullable<Binding["walk"]>;

const walkWords = ({ walk }: Binding): number[] =>
  walk!.sizes.flatMap((size, d) => [size, walk!.strides[d]!]);

/** The function that passes what is stored as element i, or those from i on, through the stages. */
function finishText(type: string, stages: readonly PlacedStage[]): string {
  const suffix = type === "real" ? "" : "4";
  const lines = stages.map(({ stage, binding, firstNumber }) => {
    const other = binding ? `let y = load${suffix}_${binding.name}(i); ` : "";
    const number = (n: number) => `bitcast<f32>(parameter(${firstNumber + n}u))`;
    return `  { ${other}x = ${stage.expression(type, number)}; }`;
  });
  return `fn finish${suffix}(i: u32, value: ${type}) -> ${type} {\n  var x = value;\n${lines.join("\n")}\n  return x;\n}`;
}

/** Invocations of a workgroup of a dispatch in one dimension. */
const LINEAR = 64;

/** The `main` of a dispatch whose invocation number `index`, below `parameter(0)`, runs the body. */
export const linearMain = (body: string): string => `
@compute @workgroup_size(${LINEAR})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let index = id.x + id.y * groups.x * ${LINEAR}u;
  if (index >= parameter(0u)) { return; }
${body}
}`;

/** The most workgroups along one dimension that every device has. */
export const MOST_WORKGROUPS = 65535;

/** The workgroups of so many invocations. */
export function linearWorkgroups(count: number): [number, number, number] {
  const groups = Math.ceil(count / LINEAR);
  const rows = Math.max(1, Math.ceil(groups / MOST_WORKGROUPS));
  return [Math.ceil(groups / rows), rows, 1];
}
