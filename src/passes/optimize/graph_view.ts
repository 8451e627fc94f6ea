import { type Graph, type Model, type Node, type Use, usesOf, type Value } from "../../graph/index.js";
import { BuiltinOperator, type OperatorCode } from "../../tflite/index.js";

/** The operator codes of a model, and those that new nodes execute. */
export class OperatorCodes {
  private readonly codes: OperatorCode[];

  constructor(model: Model) {
    this.codes = [...model.operatorCodes];
  }

  /** The code of a builtin operator: the model's own, or a new one, whose version is settled when all is done. */
  of(name: BuiltinOperator): OperatorCode {
    const known = this.codes.find((code) => code.builtinCode === name);
    if (known) return known;
    const number = BuiltinOperator.members[name];
    const code: OperatorCode = {
      deprecatedBuiltinCode: Math.min(number, 127),
      builtinCode: name,
      customCode: null,
      version: 1,
    };
    this.codes.push(code);
    return code;
  }
}

/** Where a chain of nodes of one kind begins, and what it does to the value there. */
export interface ChainStart {
  readonly source: Value;
  readonly permutation?: readonly number[];
}

/** What rules ask of a graph, as it is before a sweep. */
export class GraphView {
  /** What a rule found out about nodes, for those behind them: a sweep visits nodes in order, so that long chains take no longer. */
  readonly starts = new Map<Node, ChainStart>();
  private readonly producers = new Map<Value, Node>();
  private readonly uses: ReadonlyMap<Value, readonly Use[]>;
  private readonly values: ReadonlySet<Value>;
  private readonly pinned: ReadonlySet<Value>;
  private readonly ordered: ReadonlySet<Node>;
  private names: Set<string> | undefined;
  /** By name, the number to try next behind it. */
  private readonly numbers = new Map<string, number>();

  constructor(
    model: Model,
    readonly graph: Graph,
    readonly codes: OperatorCodes,
  ) {
    for (const node of graph.nodes)
      for (const value of node.outputs) if (value) this.producers.set(value, node);
    this.uses = usesOf(graph);
    this.values = new Set(graph.values);
    const signed = model.signatures.filter((signature) => signature.graph === graph);
    const named = signed.flatMap(({ inputs, outputs }) => [...inputs, ...outputs].map(({ value }) => value));
    const internal = graph.nodes.flatMap(({ intermediates }) =>
      (intermediates ?? []).filter((v) => v !== null),
    );
    this.pinned = new Set([...graph.inputs, ...graph.outputs, ...named, ...internal]);
    this.ordered = new Set(graph.controlDependencies.flatMap(({ before, after }) => [before, after]));
  }

  /** The node that writes the value; undefined for inputs, constants and null. */
  producerOf(value: Value | null | undefined): Node | undefined {
    return value ? this.producers.get(value) : undefined;
  }

  usesOf(value: Value): readonly Use[] {
    return this.uses.get(value) ?? [];
  }

  /** An input or output of the graph or of a signature, or a tensor that a node keeps results in. */
  isPinned(value: Value): boolean {
    return this.pinned.has(value);
  }

  /** One node reads the value, once, and nothing else refers to it. */
  hasOneReader(value: Value): boolean {
    return this.usesOf(value).length === 1 && !this.isPinned(value);
  }

  /** Something that no value shows says when the node runs. */
  isOrdered(node: Node): boolean {
    return this.ordered.has(node);
  }

  has(value: Value): boolean {
    return this.values.has(value);
  }

  /** A name that no tensor of the graph has: the given one, or that with a number behind it. */
  freeName(name: string): string {
    this.names ??= new Set(this.graph.values.map((value) => value.name));
    let free = name;
    for (let number = this.numbers.get(name) ?? 1; this.names.has(free); number++) {
      free = `${name}${number}`;
      this.numbers.set(name, number + 1);
    }
    this.names.add(free);
    return free;
  }
}
