import type { BinaryFunction, UnaryFunction } from "../../ops/index.js";
import { NotShaded, type Stage } from "./shader.js";

type Expression = Stage["expression"];

/** WGSL's tanh may overflow on its way. Exponents are cut at what `real` holds. */
const tanh = (x: string, type: string) =>
  `(${type}(1) - ${type}(2) / (exp(min(${x} * ${type}(2), ${type}(MOST_EXPONENT))) + ${type}(1)))`;

const logistic = (x: string, type: string) =>
  `(${type}(1) / (${type}(1) + exp(min(-${x}, ${type}(MOST_EXPONENT)))))`;

/** The error function: Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 7.1.26; off by at most 1.5e-7. */
const erf = (type: string, a: string) => {
  const c = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592].map((n) => `${type}(${n})`);
  const t = `(${type}(1) / (${type}(1) + ${type}(0.3275911) * abs(${a})))`;
  return `(sign(${a}) * (${type}(1) - ((((${c[0]} * ${t} + ${c[1]}) * ${t} + ${c[2]}) * ${t} + ${c[3]}) * ${t} + ${c[4]}) * ${t} * exp(-${a} * ${a})))`;
};

/** WGSL of the functions of src/ops/lower_unary.ts, whose numbers are `number(0)` and `number(1)`. */
const unary: { readonly [F in UnaryFunction]: Expression } = {
  CLAMP: (type, number) => `clamp(x, ${type}(real(${number(0)})), ${type}(real(${number(1)})))`,
  LEAKY_RELU: (type, number) => `select(x * ${type}(real(${number(0)})), x, x > ${type}(0))`,
  ELU: (type) => `select(exp(x) - ${type}(1), x, x >= ${type}(0))`,
  GELU: (type) => `x * ${type}(0.5) * (${type}(1) + ${erf(type, `(x * ${type}(0.7071067811865476))`)})`,
  GELU_BY_TANH: (type) =>
    `x * ${type}(0.5) * (${type}(1) + ${tanh(`(${type}(0.7978845608028654) * (x + ${type}(0.044715) * x * x * x))`, type)})`,
  HARD_SWISH: (type) => `x * clamp(x + ${type}(3), ${type}(0), ${type}(6)) * ${type}(0.16666667)`,
  LOGISTIC: (type) => logistic("x", type),
  TANH: (type) => tanh("x", type),
  ABS: () => "abs(x)",
  NEG: () => "-x",
  SIGN: () => "sign(x)",
  EXP: () => "exp(x)",
  LOG: () => "log(x)",
  SQRT: () => "sqrt(x)",
  RSQRT: () => "inverseSqrt(x)",
  SQUARE: () => "x * x",
  CEIL: () => "ceil(x)",
  FLOOR: () => "floor(x)",
  // To even, as TensorFlow Lite.
  ROUND: () => "round(x)",
  SIN: () => "sin(x)",
  COS: () => "cos(x)",
  SWISH: (type) => `x * ${logistic("x", type)}`,
};

/** As C's pow: WGSL's has no result for negative bases, which only integers are exponents of, and may have none for 0 to the 0. */
function power(x: string, y: string, type: string): string {
  const isOdd = `(${y} - ${type}(2) * floor(${y} * ${type}(0.5)))`;
  const magnitude = `pow(abs(${x}), ${y})`;
  // The logarithm of a negative number is none.
  const negative = `select(log(${x}), ${magnitude} * (${type}(1) - ${type}(2) * ${isOdd}), floor(${y}) == ${y})`;
  // 0 to a negative number is infinite.
  const positive = `select(${magnitude}, ${type}(1) / abs(${x}), (${x} == ${type}(0)) & (${y} < ${type}(0)))`;
  return `select(select(${negative}, ${positive}, ${x} >= ${type}(0)), ${type}(1), ${y} == ${type}(0))`;
}

/** The stage of a power that is an integer from 1: the smallest are products. */
export function powerStage(exponent: number): Stage {
  const isSmall = exponent <= MOST_FACTORS;
  return {
    expression: (type, number) =>
      isSmall
        ? new Array<string>(exponent).fill("x").join(" * ")
        : power("x", `${type}(real(${number(0)}))`, type),
    key: isSmall ? `POW ${exponent}` : "POW",
    numbers: isSmall ? [] : [exponent],
    other: null,
  };
}

const MOST_FACTORS = 4;

/** WGSL of the functions of src/ops/lower_binary.ts; null for those that are left to the CPU. */
const binary: { readonly [F in BinaryFunction]: ((x: string, y: string, type: string) => string) | null } = {
  ADD: (x, y) => `${x} + ${y}`,
  SUB: (x, y) => `${x} - ${y}`,
  MUL: (x, y) => `${x} * ${y}`,
  DIV: (x, y) => `${x} / ${y}`,
  MAXIMUM: (x, y) => `max(${x}, ${y})`,
  MINIMUM: (x, y) => `min(${x}, ${y})`,
  SQUARED_DIFFERENCE: (x, y) => `(${x} - ${y}) * (${x} - ${y})`,
  PRELU: (x, y, type) => `select(${x} * ${y}, ${x}, ${x} >= ${type}(0))`,
  // They fail where a divisor is 0, which a shader cannot tell.
  FLOOR_DIV: null,
  FLOOR_MOD: null,
  POW: power,
  // WGSL's has none for two zeros.
  ATAN2: null,
};

/** The stage of a function of each element. */
export const unaryStage = (name: UnaryFunction, numbers: readonly number[] = []): Stage => ({
  expression: unary[name],
  key: name,
  numbers,
  other: null,
});

/**
 * What clamps to a range; nothing where it is all numbers, and one bound where the other is no bound. The largest finite numbers are
 * none: float16 ends before them.
 */
export function clampStages(least: number, most: number): Stage[] {
  const [hasLeast, hasMost] = [least > -FLOAT32_MAX, most < FLOAT32_MAX];
  if (hasLeast && hasMost) return [unaryStage("CLAMP", [least, most])];
  const bound = (name: string, value: number): Stage => ({
    expression: (type, number) => `${name}(x, ${type}(real(${number(0)})))`,
    key: name,
    numbers: [value],
    other: null,
  });
  if (hasLeast) return [bound("max", least)];
  return hasMost ? [bound("min", most)] : [];
}

const FLOAT32_MAX = (2 - 2 ** -23) * 2 ** 127;

/** The stage of a function of two elements; `x` is the second one if they are swapped. @throws NotShaded */
export function binaryStage(
  name: BinaryFunction,
  isSwapped: boolean,
  other: NonNullable<Stage["other"]>,
): Stage {
  const text = binary[name];
  if (!text) throw new NotShaded(`${name} stays on the CPU`);
  const [x, y] = isSwapped ? ["y", "x"] : ["x", "y"];
  return {
    expression: (type) => text(x!, y!, type),
    key: `${name}${isSwapped ? "'" : ""}`,
    numbers: [],
    other,
  };
}
