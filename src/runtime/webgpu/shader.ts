import { arrayTypeOf, type ElementType } from "../../tensor/index.js";
import type { Parameters } from "./parameters.js";

/** An operand of a step as a shader sees it. */
export interface ShaderOperand {
  readonly dtype: ElementType;
  readonly elements: number;
  readonly isConstant: boolean;
  /** The bytes of a constant that the lowering made: a table, or a pattern. */
  readonly bytes: Uint8Array | null;
  /** The elements of a constant of the model; null for what is computed. */
  readonly values: () => ArrayLike<number> | null;
}

/** A step of a lowering while its shader is made. */
export interface ShaderStep {
  readonly parameters: Parameters;
  /** Null for those that are absent, and for memory that only native steps need. */
  readonly operands: readonly (ShaderOperand | null)[];
}

/**
 * How an operand that is repeated along some dimensions is walked through in the order of the result: for each dimension, the
 * outermost first, its size and the operand's stride, 0 where it is repeated.
 */
export interface Walk {
  readonly sizes: readonly number[];
  readonly strides: readonly number[];
}

/** Another order of a constant's elements, made once when it is uploaded. */
export interface Layout {
  /** The same for the same order of the same elements. */
  readonly key: string;
  readonly elements: number;
  fill(source: Elements, sink: Elements): void;
}

export type Elements = Float32Array | Uint16Array | Int32Array;

/**
 * An operand as the shader's text names it. For one that is read the text has `load_NAME(i)` and `load4_NAME(i)`: element i, or
 * those from i on, as `real` or `i32`; for one that is written `store_NAME(i, x)` and `store4_NAME(i, x)`.
 */
export interface Binding {
  readonly name: string;
  /** Which operand of the step. */
  readonly operand: number;
  /** 4 if i is always a multiple of 4 for `load4` and `store4`, and so is the number of elements. */
  readonly width: 1 | 4;
  readonly access: "read" | "write";
  /** Of a constant. */
  readonly layout?: Layout;
  /** What the bytes of a constant are that the lowering made. */
  readonly table?: "f32" | "i32";
  /** i counts elements of the result. */
  readonly walk?: Walk;
}

/** A function of each element of a result, applied before it is stored. */
export interface Stage {
  /** WGSL of the new value, from the old one `x`, the other operand's element `y`, and numbers. `type` is real or real4. */
  readonly expression: (type: string, number: (index: number) => string) => string;
  /** Tells expressions apart. */
  readonly key: string;
  readonly numbers: readonly number[];
  /** What `y` reads. */
  readonly other: StageOperand | null;
}

export interface StageOperand {
  readonly operand: number;
  readonly walk: Walk | null;
}

/** One dispatch of a compute shader, as data. */
export interface Dispatch {
  /** Its name in labels and messages: that of the step. */
  readonly name: string;
  readonly bindings: readonly Binding[];
  /** Integers that the text reads with `parameter(k)`, so that shapes share a pipeline. */
  readonly parameters: readonly number[];
  /** Numbers that it reads with `number(k)`. */
  readonly numbers: readonly number[];
  /** WGSL of functions and of `main`. */
  readonly text: string;
  readonly workgroups: readonly [x: number, y: number, z: number];
  /** Applied to what is stored. */
  readonly stages: readonly Stage[];
  /**
   * The dispatch does nothing but pass an operand of the result's shape through stages: alternatives for taking it into the
   * dispatch that makes that operand.
   */
  readonly passes?: readonly { readonly operand: number; readonly stages: readonly Stage[] }[];
}

/** Makes the dispatches of a step. @throws NotShaded */
export type StepShader = (step: ShaderStep) => readonly Dispatch[];

/** Why a step has no shader. */
export class NotShaded extends Error {}

/** Bytes of an element as native steps count them. */
export const wordBytes = ({ dtype }: ShaderOperand): number => arrayTypeOf(dtype)?.BYTES_PER_ELEMENT ?? 1;
