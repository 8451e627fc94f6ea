import type { Graph, Value } from "../../graph/index.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import {
  givenTypes,
  type InferredTypes,
  inferTypes,
  isKept,
  needsOtherShapes,
  typeIn,
} from "../infer_types.js";
import type { PreparedGraph, PreparedNode } from "../prepare.js";
import { constantNodes, neededOf } from "./constant_nodes.js";
import type { Delegate, DelegatedGraph, Partition } from "./delegate.js";
import { delegateNode } from "./delegate_node.js";
import { keepLargest, type NodeSet, partitionNodes } from "./partition.js";

/** A model whose main graph has nodes that stand for what delegates run. */
export interface DelegatedModel {
  /** The graphs with such nodes; behind the model's own those that delegates run, for the CPU to fall back to. */
  readonly graphs: readonly PreparedGraph[];
  readonly partitions: readonly Partition[];
  readonly delegated: readonly DelegatedGraph[];
}

/**
 * Gives a delegate the parts of a model's main graph that it takes.
 *
 * @throws DEVICE_LOST, OUT_OF_MEMORY, SHADER_FAILED from a delegate that does not leave its work to the CPU; SHAPE_MISMATCH,
 * UNSUPPORTED_OPERATOR for the model
 */
export async function delegateModel(
  graphs: readonly PreparedGraph[],
  delegate: Delegate,
): Promise<DelegatedModel> {
  const main = graphs[0]!;
  if (delegate.unavailable !== null) return undelegated(graphs, delegate.unavailable);
  const inferred = declaredTypes(main);
  if (!inferred) return undelegated(graphs, "the shapes that the model declares do not fit its operators");
  const constants = constantNodes(main);
  const shapes = main.nodes.filter((node) => !constants.includes(node) && isFolded(node, inferred.folded));
  const reasons = delegate.inspect(main, inferred);
  const reasonOf = (node: PreparedNode) =>
    reasons.has(node) ? reasons.get(node)! : "the delegate does not know it";
  const made = new Set(main.nodes.flatMap(({ outputs }) => outputs));
  const given = new Set(constants.flatMap(({ outputs }) => outputs));
  const sets = partitionNodes(
    main.nodes.filter((node) => !constants.includes(node)),
    (node) => reasonOf(node) === null,
    (value) => given.has(value) || isKept(value) || !made.has(value),
  );
  const work = new Work(graphs, inferred.types, { constants, shapes }, delegate);
  // Nothing is left to do on a device where all follows from shapes.
  const worth = sets.map((set) =>
    set.nodes.every((node) => shapes.includes(node)) ? { ...set, isDelegated: false } : set,
  );
  const kept = keepLargest(worth, delegate.maxDelegatedPartitions);
  try {
    for (const set of kept) await work.add(set, kept, reasonOf);
  } catch (error) {
    work.dispose();
    throw error;
  }
  return work.model();
}

/** What follows from the declared shapes; null where only the shapes that come with the inputs fit the model. */
function declaredTypes(main: PreparedGraph): InferredTypes | null {
  try {
    return inferTypes(main, givenTypes(main, main.graph.inputs.map(typeOf)));
  } catch (error) {
    if (needsOtherShapes(error, main)) return null;
    throw error;
  }
}

/** The whole model stays on the CPU. */
function undelegated(graphs: readonly PreparedGraph[], reason: string): DelegatedModel {
  const constants = constantNodes(graphs[0]!);
  const nodes = graphs[0]!.nodes.filter((node) => !constants.includes(node));
  const operators = nodes.map((node) => ({ ...named(node), reason }));
  return { graphs, partitions: [{ device: "cpu", operators }], delegated: [] };
}

const isFolded = ({ outputs }: PreparedNode, folded: ReadonlyMap<Value, Tensor>): boolean =>
  outputs.length > 0 && outputs.every((value) => value !== null && folded.has(value));

/** Nodes whose results are known before a graph runs: those of constants, and those of shapes for the types of its inputs. */
interface KnownNodes {
  readonly constants: readonly PreparedNode[];
  readonly shapes: readonly PreparedNode[];
}

class Work {
  private readonly nodes: PreparedNode[] = [];
  private readonly parts: PreparedGraph[] = [];
  private readonly delegated: DelegatedGraph[] = [];
  private readonly partitions: Partition[] = [];

  constructor(
    private readonly graphs: readonly PreparedGraph[],
    private readonly types: ReadonlyMap<Value, TensorType>,
    private readonly known: KnownNodes,
    private readonly delegate: Delegate,
  ) {}

  async add(
    set: NodeSet,
    all: readonly NodeSet[],
    reasonOf: (node: PreparedNode) => string | null,
  ): Promise<void> {
    const { delegate } = this;
    const part = set.isDelegated ? this.partOf(set.nodes, all) : null;
    const inputs = part?.graph.inputs.map((value) => typeIn(this.types, value)!) ?? [];
    const compiled = part && (await delegate.compile(part, inputs));
    if (part && compiled) {
      this.parts.push(part);
      this.delegated.push(compiled);
      this.nodes.push(delegateNode(delegate.name, part, compiled));
      this.partitions.push({ device: delegate.name, operators: set.nodes.map(named) });
      return;
    }
    const beyond = part
      ? (delegate.failure ?? "the delegate gave it up")
      : `the delegate takes at most ${delegate.maxDelegatedPartitions} partitions`;
    this.nodes.push(...set.nodes);
    this.partitions.push({
      device: "cpu",
      operators: set.nodes.map((node) => ({ ...named(node), reason: reasonOf(node) ?? beyond })),
    });
  }

  /** Frees what the delegate was given so far. */
  dispose(): void {
    for (const part of this.delegated) part.dispose();
  }

  model(): DelegatedModel {
    const [main, ...others] = this.graphs as [PreparedGraph, ...PreparedGraph[]];
    const needed = neededOf(this.known.constants, this.nodes, main.graph.outputs);
    const graphs = [{ ...main, nodes: [...needed, ...this.nodes] }, ...others, ...this.parts];
    return { graphs, partitions: this.partitions, delegated: this.delegated };
  }

  /** The nodes of a set with those that they read which are known, or follow from shapes: each part makes them for itself. */
  private withKnown(nodes: readonly PreparedNode[]): PreparedNode[] {
    const { constants, shapes } = this.known;
    const others = shapes.filter((node) => !nodes.includes(node));
    const withShapes = [...neededOf(others, nodes, []), ...nodes];
    return [...neededOf(constants, withShapes, []), ...withShapes];
  }

  /** Nodes as a graph of their own. */
  private partOf(set: readonly PreparedNode[], all: readonly NodeSet[]): PreparedGraph {
    const main = this.graphs[0]!;
    const nodes = this.withKnown(set);
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const read = nodes.flatMap(({ inputs }) => inputs.filter((value) => value !== null));
    const others = all.filter((other) => other.nodes !== set);
    const readElsewhere = new Set([
      ...others
        .flatMap((other) => (other.isDelegated ? this.withKnown(other.nodes) : other.nodes))
        .flatMap(({ inputs }) => inputs),
      ...main.graph.outputs,
    ]);
    // A variable that callers give is an input like others; one that the session keeps is none that a delegate takes.
    const isInput = (value: Value) => !made.has(value) && !value.constant;
    const inputs = [...new Set(read.filter(isInput))].filter((value) => !main.empty.includes(value));
    const own = set.flatMap(({ outputs }) => outputs);
    const outputs = own.filter((value): value is Value => value !== null && readElsewhere.has(value));
    const graph: Graph = {
      ...{ name: this.delegate.name, index: this.graphs.length + this.parts.length },
      ...{ inputs, outputs, nodes: [], values: [], controlDependencies: [], debugMetadataIndex: -1 },
    };
    return {
      graph,
      nodes,
      inputQuantization: inputs.map((value) => typeIn(this.types, value)?.quantization ?? null),
      empty: main.empty,
    };
  }
}

const named = ({ operator, fixed: { place } }: PreparedNode) => ({ operator, place });
