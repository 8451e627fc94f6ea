import type { Graph, Value } from "../../graph/index.js";
import type { TensorType } from "../../tensor/index.js";
import { typeOf } from "../constants.js";
import { givenTypes, inferTypes, isKept, typeIn } from "../infer_types.js";
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
  const { types } = inferTypes(main, givenTypes(main, main.graph.inputs.map(typeOf)));
  const constants = constantNodes(main);
  const reasons =
    delegate.unavailable === null ? delegate.inspect(main, types) : new Map<PreparedNode, string>();
  const reasonOf = (node: PreparedNode) =>
    reasons.has(node) ? reasons.get(node)! : (delegate.unavailable ?? "the delegate does not know it");
  const made = new Set(main.nodes.flatMap(({ outputs }) => outputs));
  const given = new Set(constants.flatMap(({ outputs }) => outputs));
  const sets = partitionNodes(
    main.nodes.filter((node) => !constants.includes(node)),
    (node) => reasonOf(node) === null,
    (value) => given.has(value) || isKept(value) || !made.has(value),
  );
  const work = new Work(graphs, types, constants, delegate);
  for (const set of keepLargest(sets, delegate.maxDelegatedPartitions)) await work.add(set, sets, reasonOf);
  return work.model();
}

class Work {
  private readonly nodes: PreparedNode[] = [];
  private readonly parts: PreparedGraph[] = [];
  private readonly delegated: DelegatedGraph[] = [];
  private readonly partitions: Partition[] = [];

  constructor(
    private readonly graphs: readonly PreparedGraph[],
    private readonly types: ReadonlyMap<Value, TensorType>,
    private readonly constants: readonly PreparedNode[],
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

  model(): DelegatedModel {
    const [main, ...others] = this.graphs as [PreparedGraph, ...PreparedGraph[]];
    const needed = neededOf(this.constants, this.nodes, main.graph.outputs);
    const graphs = [{ ...main, nodes: [...needed, ...this.nodes] }, ...others, ...this.parts];
    return { graphs, partitions: this.partitions, delegated: this.delegated };
  }

  /** Nodes as a graph of their own, with the constant nodes that they read. */
  private partOf(nodes: readonly PreparedNode[], all: readonly NodeSet[]): PreparedGraph {
    const main = this.graphs[0]!;
    const made = new Set(nodes.flatMap(({ outputs }) => outputs));
    const given = new Set(this.constants.flatMap(({ outputs }) => outputs));
    const read = nodes.flatMap(({ inputs }) => inputs.filter((value) => value !== null));
    const readElsewhere = new Set([
      ...all
        .flatMap((set) => set.nodes.filter((node) => !nodes.includes(node)))
        .flatMap(({ inputs }) => inputs),
      ...main.graph.outputs,
    ]);
    const isInput = (value: Value) => !made.has(value) && !given.has(value) && !isKept(value);
    const inputs = [...new Set(read.filter(isInput))].filter((value) => !main.empty.includes(value));
    const outputs = [...made].filter((value): value is Value => value !== null && readElsewhere.has(value));
    const graph: Graph = {
      ...{ name: this.delegate.name, index: this.graphs.length + this.parts.length },
      ...{ inputs, outputs, nodes: [], values: [], controlDependencies: [], debugMetadataIndex: -1 },
    };
    return {
      graph,
      nodes: [...neededOf(this.constants, nodes, outputs), ...nodes],
      inputQuantization: inputs.map((value) => typeIn(this.types, value)?.quantization ?? null),
      empty: main.empty,
    };
  }
}

const named = ({ operator, fixed: { place } }: PreparedNode) => ({ operator, place });
