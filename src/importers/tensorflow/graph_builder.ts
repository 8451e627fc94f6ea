import { constantOf, type Graph, type Node, operatorAttributes, type Value } from "../../graph/index.js";
import { findOperator } from "../../ops/index.js";
import { bytesOf, type ElementType, elementCount, numericData } from "../../tensor/index.js";
import type { DeclaredShape, StoredTensor } from "../../tensorflow/index.js";
import { type BuiltinOperator, operatorOptions, rangeOf, recordOf } from "../../tflite/index.js";
import { dtypesOf, type OptionsGiven, type OutputsGiven } from "./given.js";
import { GraphValues } from "./graph_values.js";
import { type Inferred, infer, isSettled } from "./inference.js";
import type { ModelBuilder } from "./model_builder.js";
import { Refusal } from "./refusal.js";
import { constantTerm, dimensionsOf, type Term, type TermType, withoutData } from "./term.js";

/**
 * Builds one subgraph: operator by operator, each with the types of its outputs inferred. What can be computed from
 * constants is computed at once and leaves no node.
 */
export class GraphBuilder {
  /** What is being lowered, for names and messages. */
  place = "";
  private readonly nodes: Node[] = [];
  private readonly inputs: Value[] = [];
  private readonly values = new GraphValues();

  readonly index: number;

  /** @param isSignature whether it runs by itself, and not as a part of another one */
  constructor(
    readonly model: ModelBuilder,
    private readonly name: string,
    readonly isSignature = false,
  ) {
    this.index = model.reserveGraph();
  }

  /** An input of the subgraph. Open dimensions are -1; a shape of null is unknown altogether. */
  input(name: string, dtype: ElementType, shape: DeclaredShape): Term {
    return this.asInput(this.declared(name, dtype, shape));
  }

  /** An input of the type of another graph's term: what a loop carries. */
  inputLike(name: string, type: Term): Term {
    return this.asInput(this.like(name, withoutData(type)));
  }

  /** A tensor that keeps what is written to it from one run to the next. It begins as zeros, and has no content in the file. */
  variable(dtype: ElementType, shape: readonly number[]): Term {
    const term = this.declared(this.place, dtype, shape);
    term.value!.attributes.isVariable = true;
    return term;
  }

  /** A constant of few elements. */
  constant(
    dtype: ElementType,
    shape: readonly number[],
    elements: readonly number[],
    name = this.place,
  ): Term {
    if (dtype === "STRING" || dtype === "VARIANT")
      throw new Refusal(`a constant of ${dtype} made of numbers`);
    return constantTerm(name, dtype, shape, constantOf(bytesOf(numericData(dtype, elements))));
  }

  /** A vector of INT32, such as a shape or axes. */
  int32s(elements: readonly number[]): Term {
    return this.constant("INT32", [elements.length], elements);
  }

  int32(element: number): Term {
    return this.constant("INT32", [], [element]);
  }

  /** A tensor that a file holds. */
  stored({ dtype, shape, content }: StoredTensor, name: string): Term {
    return constantTerm(name, dtype, shape, this.model.constants.of(content));
  }

  /** The one output of {@link operators}. */
  operator(
    name: BuiltinOperator,
    inputs: readonly (Term | null)[],
    options: OptionsGiven = {},
    outputs: OutputsGiven = {},
  ): Term {
    return this.operators(name, inputs, options, outputs)[0]!;
  }

  /**
   * Appends a node, unless it can be computed now.
   *
   * @throws SHAPE_MISMATCH, UNSUPPORTED_OPERATOR
   */
  operators(
    name: BuiltinOperator,
    inputs: readonly (Term | null)[],
    options: OptionsGiven = {},
    outputs: OutputsGiven = {},
  ): Term[] {
    const inferred = this.infer(name, inputs, options, outputs);
    if (inferred?.every(isSettled))
      return inferred.map(({ dtype, supposed: [{ shape, data }] }) =>
        constantTerm(this.place, dtype, shape, constantOf(bytesOf(data!))),
      );
    const results =
      (inferred ?? outputs.like?.map(withoutData))?.map((one) => this.like(this.place, one)) ??
      dtypesOf(inputs, outputs).map((dtype) => this.declared(this.place, dtype, outputs.shape ?? null));
    const fields = operatorOptions(findOperator(name)?.kernel?.options ?? null, options);
    this.append(this.model.operatorCode(name), inputs, results, fields);
    return results;
  }

  /** Appends a node of a kind that is not TensorFlow Lite's own. */
  custom(
    code: string,
    inputs: readonly (Term | null)[],
    customOptions: Uint8Array,
    outputs: readonly { dtype: ElementType; shape: DeclaredShape }[],
  ): Term[] {
    const results = outputs.map(({ dtype, shape }) => this.declared(this.place, dtype, shape));
    const operator = this.model.operatorCode("CUSTOM", code);
    this.append(operator, inputs, results, { customOptions: rangeOf(customOptions) });
    return results;
  }

  /**
   * Elements in another order: output dimension d is dimension `permutation[d]` of the input. Constants are permuted when they
   * are written.
   */
  transpose(term: Term, permutation: readonly number[]): Term {
    if (permutation.every((from, to) => from === to)) return term;
    if (!term.constant) return this.operator("TRANSPOSE", [term, this.int32s(permutation)]);
    const { shape } = term.supposed![0];
    const constant = this.model.constants.transposed(term.constant, shape, permutation, term.dtype);
    return constantTerm(
      term.name,
      term.dtype,
      permutation.map((d) => shape[d]!),
      constant,
    );
  }

  /** Equal parts of a constant along its first dimension, which are cut when they are written. */
  parts(term: Term, count: number): Term[] {
    const [size, ...others] = term.supposed![0].shape;
    return this.model.constants
      .parts(term.constant!, count)
      .map((constant) => constantTerm(term.name, term.dtype, [size! / count, ...others], constant));
  }

  /** The same elements in another shape; one dimension may be -1. */
  reshape(term: Term, shape: readonly number[]): Term {
    if (!term.constant) return this.operator("RESHAPE", [term, this.int32s(shape)], { newShape: [...shape] });
    const others = elementCount(shape.filter((size) => size !== -1));
    const count = elementCount(term.supposed![0].shape);
    const whole = shape.map((size) => (size === -1 ? count / others : size));
    return constantTerm(term.name, term.dtype, whole, term.constant);
  }

  /**
   * The subgraph, without the nodes that its outputs do not need.
   *
   * @param names of the outputs, where they matter
   */
  finish(outputs: readonly Term[], names: readonly (string | undefined)[] = []): Graph {
    const values = outputs.map((term) => this.valueOf(term));
    values.forEach((value, i) => {
      const name = names[i];
      if (name !== undefined && values.indexOf(value) === i && !this.inputs.includes(value))
        value.name = name;
    });
    const nodes = neededNodes(this.nodes, values);
    const used = [...this.inputs, ...nodes.flatMap((node) => [...node.inputs, ...node.outputs]), ...values];
    const graph: Graph = {
      name: this.name,
      index: this.index,
      inputs: this.inputs,
      outputs: values,
      nodes,
      values: [...new Set(used)].filter((value) => value !== null),
      controlDependencies: [],
      debugMetadataIndex: -1,
    };
    this.model.graphs[this.index] = graph;
    return graph;
  }

  private valueOf({ constant, name, dtype, supposed, value }: Term): Value {
    return constant ? this.values.ofConstant(name, dtype, supposed![0].shape, constant) : value!;
  }

  private infer(
    name: BuiltinOperator,
    inputs: readonly (Term | null)[],
    options: OptionsGiven,
    outputs: OutputsGiven,
  ): Inferred[] | null {
    const kernel = findOperator(name)?.kernel;
    if (!kernel || !("infer" in kernel) || inputs.some((term) => term && !term.supposed)) return null;
    const node = {
      place: `${this.place} (${name})`,
      options: kernel.options && recordOf(kernel.options, options as object),
      customOptions: null,
      version: 1,
      outputs: dtypesOf(inputs, outputs).map((dtype) => ({
        name: this.place,
        dtype,
        shape: [],
        quantization: null,
      })),
      intermediates: [],
    };
    return infer(name, kernel, node, inputs);
  }

  private declared(name: string, dtype: ElementType, shape: DeclaredShape): Term {
    if (!shape) return this.like(name, { dtype, supposed: null, certain: true });
    const [one, other] = this.model.sizes.map((size) => ({
      shape: shape.map((dimension) => (dimension < 0 ? size : dimension)),
      data: null,
    }));
    return this.like(name, { dtype, supposed: [one!, shape.includes(-1) ? other! : one!], certain: true });
  }

  private like(name: string, { dtype, supposed, certain }: TermType): Term {
    const value = this.values.make(name, dtype, dimensionsOf({ supposed, certain }));
    return { kind: "tensor", name, dtype, supposed, certain, constant: null, value };
  }

  private asInput(term: Term): Term {
    this.inputs.push(term.value!);
    return term;
  }

  private append(
    operator: Node["operator"],
    inputs: readonly (Term | null)[],
    outputs: readonly Term[],
    fields: Partial<Node["attributes"]>,
  ): void {
    this.nodes.push({
      operator,
      inputs: inputs.map((term) => term && this.valueOf(term)),
      outputs: outputs.map((term) => this.valueOf(term)),
      intermediates: null,
      attributes: operatorAttributes(fields),
    });
  }
}

/** The nodes that values come from, in their order. */
function neededNodes(nodes: readonly Node[], values: readonly Value[]): Node[] {
  const needed = new Set<Value | null>(values);
  const kept = [...nodes].reverse().filter((node) => {
    if (!node.outputs.some((value) => needed.has(value))) return false;
    for (const value of node.inputs) needed.add(value);
    return true;
  });
  return kept.reverse();
}
