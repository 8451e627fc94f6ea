import type { Value } from "../../graph/index.js";
import type { KnownValues } from "../known_values.js";
import type { PreparedNode } from "../prepare.js";
import type { Reference, ShadedNode, ShadedStep } from "./shade_node.js";
import type { Dispatch, Stage } from "./shader.js";

/** A dispatch while a plan is made, with what it reads and the value that it makes. */
export interface Draft {
  dispatch: Dispatch;
  references: Reference[];
  /** What its text stores: changes when it takes in what other nodes do to it. */
  readonly node: PreparedNode;
}

/** Puts the dispatches of nodes in order; one that only changes what another makes is taken into it. */
export class Drafts {
  readonly list: Draft[] = [];
  private readonly roots = new Map<Value, Value>();
  /** The dispatches that write a value's memory. */
  private readonly writers = new Map<Value, Draft[]>();
  private readonly readers = new Map<Value, number>();

  /**
   * @param nodes with what they become, in order
   * @param outputs what has to be there when the plan has run
   * @param mostBindings of one dispatch
   */
  constructor(
    nodes: readonly { readonly node: PreparedNode; readonly shaded: ShadedNode }[],
    outputs: readonly Value[],
    private readonly known: KnownValues,
    private readonly mostBindings: number,
  ) {
    for (const { node, shaded } of nodes)
      if (shaded === "alias") this.roots.set(node.outputs[0]!, this.root(node.inputs[0]!));
    for (const { node, shaded } of nodes)
      if (shaded !== "alias") for (const value of node.inputs) if (value) this.countReader(value);
    for (const value of outputs) this.countReader(value);
    for (const { node, shaded } of nodes)
      if (shaded !== "alias" && !("reason" in shaded)) for (const step of shaded) this.add(node, step);
  }

  /** The value whose memory a value has. */
  root(value: Value): Value {
    return this.roots.get(value) ?? value;
  }

  /** What a dispatch writes. */
  sinkOf({ dispatch, references }: Draft): Value {
    const sink = dispatch.bindings.find(({ access }) => access === "write")!;
    return this.root((references[sink.operand] as { value: Value }).value);
  }

  private countReader(value: Value): void {
    const root = this.root(value);
    this.readers.set(root, (this.readers.get(root) ?? 0) + 1);
  }

  private add(node: PreparedNode, { dispatches, references }: ShadedStep): void {
    for (const dispatch of dispatches) {
      const draft: Draft = { dispatch, references: [...references], node };
      if (dispatches.length === 1 && this.takeIn(draft)) continue;
      this.list.push(draft);
      const sink = this.sinkOf(draft);
      this.writers.set(sink, [...(this.writers.get(sink) ?? []), draft]);
    }
  }

  /** Lets the dispatch that makes an operand apply the stages of one that does nothing else. */
  private takeIn(draft: Draft): boolean {
    const hosts = (draft.dispatch.passes ?? []).flatMap((pass) => {
      const host = this.soleWriter(draft.references[pass.operand]!);
      return host ? [{ ...pass, host, position: this.list.indexOf(host) }] : [];
    });
    hosts.sort((a, b) => b.position - a.position);
    for (const { host, position, stages } of hosts) {
      const others = stages.flatMap(({ other }) => (other ? [draft.references[other.operand]!] : []));
      if (!others.every((reference) => this.isThere(reference, position))) continue;
      const bindings = host.dispatch.bindings.length + othersOf(host.dispatch.stages) + others.length;
      if (bindings > this.mostBindings) continue;
      this.join(host, draft, stages);
      return true;
    }
    return false;
  }

  /** The one dispatch that writes a value which nothing else reads. */
  private soleWriter(reference: Reference): Draft | null {
    if (!reference || "bytes" in reference) return null;
    const root = this.root(reference.value);
    const writers = this.writers.get(root) ?? [];
    return writers.length === 1 && this.readers.get(root) === 1 ? writers[0]! : null;
  }

  /** Whether an operand is known or made before the dispatch at the position. */
  private isThere(reference: Reference, position: number): boolean {
    if (!reference || "bytes" in reference) return true;
    const { value } = reference;
    if (this.known.isKnown(value)) return true;
    const writers = this.writers.get(this.root(value)) ?? [];
    return writers.every((writer) => this.list.indexOf(writer) < position);
  }

  private join(host: Draft, guest: Draft, stages: readonly Stage[]): void {
    const first = host.references.length;
    const moved = stages.map((stage) =>
      stage.other ? { ...stage, other: { ...stage.other, operand: first + stage.other.operand } } : stage,
    );
    const sink = host.dispatch.bindings.find(({ access }) => access === "write")!;
    const before = this.sinkOf(host);
    host.references.push(...guest.references);
    const made = guest.dispatch.bindings.find(({ access }) => access === "write")!;
    const bindings = host.dispatch.bindings.map((binding) =>
      binding === sink ? { ...binding, operand: first + made.operand } : binding,
    );
    host.dispatch = { ...host.dispatch, bindings, stages: [...host.dispatch.stages, ...moved] };
    this.writers.delete(before);
    this.writers.set(this.sinkOf(host), [host]);
  }
}

const othersOf = (stages: readonly Stage[]): number => stages.filter(({ other }) => other).length;
