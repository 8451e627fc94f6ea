import type { FunctionDef, GraphDef, NodeDef, Variables } from "../../tensorflow/index.js";
import type { GraphBuilder } from "./graph_builder.js";
import type { Lowering } from "./lowering.js";
import { Operation } from "./operation.js";
import { findLowering } from "./operations/index.js";
import { isPassing } from "./operations/passing.js";
import { Refusal, type Refusals } from "./refusal.js";
import type { Edge } from "./term.js";

/** Calls within calls: TensorFlow's functions may call each other, but none that runs in finite time goes this deep. */
const MOST_DEPTH = 64;

/** What a node gave; null after a refusal, which everything behind it inherits. */
type Results = readonly Edge[] | null;

/** Nodes that refer to each other, and what comes from outside. */
interface Body {
  readonly nodes: ReadonlyMap<string, NodeDef>;
  readonly given: ReadonlyMap<string, Edge>;
  /** Functions name outputs (`node:output:0`), graphs count them (`node:1`). */
  readonly named: boolean;
  /** What is asked of it: `node` or `node:1`. */
  readonly wanted: readonly string[];
}

/** Lowers graphs and functions of a TensorFlow model. */
export class Lowerer {
  private depth = 0;

  /**
   * @param kindless how an operation is lowered that has no lowering; it may refuse
   * @param fuseLstm whether LSTM layers become fused operators where they can
   */
  constructor(
    private readonly graph: GraphDef,
    private readonly variables: Variables,
    private readonly refusals: Refusals,
    private readonly kindless: Lowering,
    private readonly fuseLstm: boolean,
  ) {}

  /**
   * Lowers what some tensors of the graph come from.
   *
   * @param given edges that take the place of nodes, by name
   * @param wanted `node` or `node:1`
   * @returns null for what follows a refusal
   */
  lowerGraph(
    build: GraphBuilder,
    given: ReadonlyMap<string, Edge>,
    wanted: readonly string[],
  ): (Edge | null)[] {
    return this.lowerBody(build, { nodes: byName(this.graph.nodes), given, named: false, wanted });
  }

  /** Lowers a function's body with these arguments. @throws Refusal for an unknown function, or one that calls itself */
  lowerFunction(build: GraphBuilder, name: string, inputs: readonly Edge[]): (Edge | null)[] {
    const definition = this.functionOf(name);
    if (inputs.length !== definition.inputs.length)
      throw new Refusal(
        `the function ${name} takes ${definition.inputs.length} inputs, not ${inputs.length}`,
      );
    if (++this.depth > MOST_DEPTH)
      throw new Refusal(`functions call each other more than ${MOST_DEPTH} levels deep`);
    const given = new Map(definition.inputs.map((argument, i) => [argument.name, inputs[i]!]));
    const place = build.place;
    try {
      return this.lowerBody(build, {
        nodes: byName(definition.nodes),
        given,
        named: true,
        wanted: returnsOf(definition),
      });
    } finally {
      this.depth--;
      build.place = place;
    }
  }

  private functionOf(name: string): FunctionDef {
    const definition = this.graph.functions.get(name);
    if (!definition) throw new Refusal(`the graph has no function ${name}`);
    return definition;
  }

  private lowerBody(build: GraphBuilder, body: Body): (Edge | null)[] {
    const { wanted } = body;
    const results = new Map<string, Results>();
    for (const reference of wanted) {
      for (const node of inOrder(body, nodeOf(reference, body), results))
        results.set(node.name, this.lowerNode(build, body, node, results));
    }
    return wanted.map((reference) => edgeOf(reference, body, results));
  }

  private lowerNode(
    build: GraphBuilder,
    body: Body,
    node: NodeDef,
    results: ReadonlyMap<string, Results>,
  ): Results {
    build.place = node.name;
    try {
      const lowering =
        findLowering(node.op) ?? (this.graph.functions.has(node.op) ? calledByName : this.kindless);
      const inputs = dataInputs(node).map((reference) => edgeOf(reference, body, results));
      if (inputs.includes(null)) return null;
      const operation = new Operation(node, inputs as Edge[]);
      const outputs = lowering.lower(operation, build, {
        build,
        call: (name, edges, into = build) => {
          const returned = this.lowerFunction(into, name, edges);
          if (returned.includes(null)) throw REFUSED;
          return returned as Edge[];
        },
        variable: (node) => this.variables.get(node),
        passesThrough: (name) => passedThrough(this.functionOf(name)),
        attributesOf: (name) => this.functionOf(name).attributes,
        isRead: (output) => readOutputs(node, body).has(output),
        fuseLstm: this.fuseLstm,
      });
      return Array.isArray(outputs) ? outputs : [outputs as Edge];
    } catch (error) {
      if (error !== REFUSED) this.refusals.add(node.op, node.name, error);
      return null;
    }
  }
}

/** Something inside of the call was refused, and is noted. */
const REFUSED = new Refusal();

/** A function may be called by a node of its name. */
const calledByName: Lowering = {
  lower: (operation, _, { call }) => call(operation.op, operation.inputs),
};

const byName = (nodes: readonly NodeDef[]) => new Map(nodes.map((node) => [node.name, node]));

const returnsOf = ({ name, outputs, returns }: FunctionDef): string[] =>
  outputs.map((output) => {
    const reference = returns.get(output.name);
    if (reference === undefined)
      throw new Refusal(`the function ${name} does not return its output ${output.name}`);
    return reference;
  });

/** For each output whether it is the input of the same number, whatever names it goes by on the way. */
function passedThrough(definition: FunctionDef): boolean[] {
  const nodes = byName(definition.nodes);
  return returnsOf(definition).map((reference, i) => {
    let name = reference.split(":")[0]!;
    for (let steps = nodes.size; steps > 0; steps--) {
      const node = nodes.get(name);
      if (!node || !isPassing(node.op)) break;
      name = dataInputs(node)[0]?.split(":")[0] ?? "";
    }
    return name === definition.inputs[i]?.name && !nodes.has(name);
  });
}

/** What a node reads; not what only has to run before it. */
const dataInputs = (node: NodeDef) => node.inputs.filter((reference) => !reference.startsWith("^"));

/** The node that a reference names; null if it names something from outside. @throws Refusal if there is none */
function nodeOf(reference: string, { nodes, given }: Body): NodeDef | null {
  const name = reference.split(":")[0]!;
  if (given.has(name)) return null;
  const node = nodes.get(name);
  if (!node) throw new Refusal(`there is no node ${name}`);
  return node;
}

function edgeOf(reference: string, body: Body, results: ReadonlyMap<string, Results>): Edge | null {
  const parts = reference.split(":");
  const name = parts[0]!;
  const given = body.given.get(name);
  if (given) return given;
  const result = results.get(name);
  if (result === null) return null;
  const output = body.named ? namedOutput(body.nodes.get(name)!, parts) : Number(parts[1] ?? 0);
  const edge = result?.[output];
  if (!edge) throw new Refusal(`there is no output ${reference}`);
  return edge;
}

/** Each output of an operation with several is one tensor; a single output may be a list of them. */
function namedOutput(node: NodeDef, [, output, index = "0"]: readonly string[]): number {
  const position = findLowering(node.op)?.outputs?.indexOf(output ?? "") ?? 0;
  return position + Number(index);
}

/** The numbers of a node's outputs that something reads. */
function readOutputs(node: NodeDef, { nodes, named, wanted }: Body): ReadonlySet<number> {
  const references = [...wanted, ...[...nodes.values()].flatMap(dataInputs)];
  const own = references.map((reference) => reference.split(":")).filter(([name]) => name === node.name);
  return new Set(own.map((parts) => (named ? namedOutput(node, parts) : Number(parts[1] ?? 0))));
}

/** The nodes without results that a node needs, itself last. @throws Refusal for a cycle */
function inOrder(body: Body, last: NodeDef | null, done: ReadonlyMap<string, Results>): NodeDef[] {
  const order: NodeDef[] = [];
  const state = new Map<string, "open" | "done">();
  const stack = last ? [last] : [];
  while (stack.length > 0) {
    const node = stack.at(-1)!;
    const known = state.get(node.name);
    if (known === "done" || done.has(node.name)) {
      stack.pop();
      continue;
    }
    if (known === "open") {
      state.set(node.name, "done");
      order.push(node);
      stack.pop();
      continue;
    }
    state.set(node.name, "open");
    for (const reference of dataInputs(node)) {
      const input = nodeOf(reference, body);
      if (!input) continue;
      if (state.get(input.name) === "open")
        throw new Refusal(`the graph has a loop through ${input.name}: control flow of TensorFlow 1`);
      stack.push(input);
    }
  }
  return order;
}
