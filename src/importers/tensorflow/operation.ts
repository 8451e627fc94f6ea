import type { ElementType } from "../../tensor/index.js";
import type { Attribute, NodeDef } from "../../tensorflow/index.js";
import { Refusal } from "./refusal.js";
import {
  constantNumbers,
  dimensionsOf,
  type Edge,
  type TensorList,
  type Term,
  type Variable,
} from "./term.js";

type ValueOf<K extends Attribute["kind"]> =
  Extract<Attribute, { kind: K }> extends { value: infer V } ? V : never;

interface Tuples {
  1: [Term];
  2: [Term, Term];
  3: [Term, Term, Term];
  4: [Term, Term, Term, Term];
  5: [Term, Term, Term, Term, Term];
}

/** A node of a TensorFlow graph with what it reads. */
export class Operation {
  constructor(
    readonly node: NodeDef,
    readonly inputs: readonly Edge[],
  ) {}

  get name(): string {
    return this.node.name;
  }

  get op(): string {
    return this.node.op;
  }

  /** The tensor that it reads as input `index`; counted from the end if negative. @throws Refusal if it is none */
  term(index: number): Term {
    return this.input(index, "tensor");
  }

  variable(index: number): Variable {
    return this.input(index, "variable");
  }

  list(index: number): TensorList {
    return this.input(index, "list");
  }

  /** All inputs, or those from `start` to before `end`, as tensors. */
  terms(start = 0, end = this.inputs.length): Term[] {
    return this.inputs.slice(start, end).map((_, i) => this.term(start + i));
  }

  /** Its first inputs, all of which have to be tensors. @throws Refusal if there are fewer */
  operands<N extends keyof Tuples>(count: N): Tuples[N] {
    return Array.from({ length: count }, (_, i) => this.term(i)) as unknown as Tuples[N];
  }

  /** The elements of an input that has to be a constant. @throws Refusal if it is none */
  numbers(index: number): number[] {
    const numbers = constantNumbers(this.term(index));
    if (!numbers) throw new Refusal(`input ${index} is not a constant`);
    return numbers;
  }

  /** The one element of an input that has to be a constant. */
  number(index: number): number {
    const [number, ...others] = this.numbers(index);
    if (number === undefined || others.length > 0) throw new Refusal(`input ${index} is not a scalar`);
    return number;
  }

  /** The dimensions of an input whose rank has to be known; -1 for an open one. */
  dimensions(index: number): number[] {
    const dimensions = dimensionsOf(this.term(index));
    if (!dimensions) throw new Refusal(`the rank of input ${index} is not known before the model runs`);
    return dimensions;
  }

  int(name: string, byDefault?: number): number {
    return this.attribute(name, "int", byDefault);
  }

  float(name: string, byDefault?: number): number {
    return this.attribute(name, "float", byDefault);
  }

  bool(name: string, byDefault?: boolean): boolean {
    return this.attribute(name, "bool", byDefault);
  }

  type(name: string, byDefault?: ElementType): ElementType {
    return this.attribute(name, "type", byDefault);
  }

  ints(name: string, byDefault?: readonly number[]): readonly number[] {
    return this.node.attributes.get(name)?.kind === "empty" ? [] : this.attribute(name, "ints", byDefault);
  }

  text(name: string, byDefault?: string): string {
    const bytes = this.attribute(
      name,
      "string",
      byDefault === undefined ? undefined : new TextEncoder().encode(byDefault),
    );
    return new TextDecoder().decode(bytes);
  }

  /** The name of a function. */
  function(name: string): string {
    return this.attribute(name, "function", undefined).name;
  }

  private attribute<K extends Attribute["kind"]>(
    name: string,
    kind: K,
    byDefault: ValueOf<K> | undefined,
  ): ValueOf<K> {
    const attribute = this.node.attributes.get(name);
    if (attribute?.kind === kind) return (attribute as unknown as { value: ValueOf<K> }).value;
    if (attribute === undefined && byDefault !== undefined) return byDefault;
    throw new Refusal(
      `its attribute ${name} is ${attribute ? `of kind ${attribute.kind}, not ${kind}` : "missing"}`,
    );
  }

  private input<K extends Edge["kind"]>(index: number, kind: K): Extract<Edge, { kind: K }> {
    const edge = this.inputs.at(index);
    if (edge?.kind === kind) return edge as Extract<Edge, { kind: K }>;
    throw new Refusal(`its input ${index} is ${edge ? `a ${edge.kind}, not a ${kind}` : "missing"}`);
  }
}
