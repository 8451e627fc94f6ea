import type { Node, Value } from "../../graph/index.js";
import type { Change } from "./change.js";
import type { GraphView } from "./graph_view.js";

/** What the changes of one sweep touch: changes that would disturb each other are not made in the same sweep. */
export class Claims {
  private readonly nodes = new Set<Node>();
  private readonly vanishing = new Set<Value>();
  private readonly read = new Set<Value>();

  constructor(private readonly view: GraphView) {}

  /**
   * Takes what a change touches.
   *
   * @returns false where another change has it, or where the change would take away a value that something else still reads, or
   * move a node that has its place for a reason that no value shows
   */
  take(change: Change): boolean {
    const removed = new Set(change.removeNodes ?? []);
    const added = (change.addNodes ?? []).map(({ node }) => node);
    const nodes = [...removed, ...(change.change ?? []).map(({ node }) => node)];
    const redirects = change.redirect ?? [];
    const vanishing = vanishingOf(change, removed, added);
    const read = [...added.flatMap(({ inputs }) => inputs), ...redirects.map(({ to }) => to)];
    const free =
      !nodes.some((node) => this.nodes.has(node)) &&
      ![...vanishing].some((value) => this.vanishing.has(value) || this.read.has(value)) &&
      !read.some((value) => value !== null && this.vanishing.has(value));
    if (!free || !this.permits(removed, vanishing, redirects, read)) return false;
    for (const node of nodes) this.nodes.add(node);
    for (const value of vanishing) this.vanishing.add(value);
    for (const value of read) if (value) this.read.add(value);
    return true;
  }

  private permits(
    removed: ReadonlySet<Node>,
    vanishing: ReadonlySet<Value>,
    redirects: NonNullable<Change["redirect"]>,
    read: readonly (Value | null)[],
  ): boolean {
    const { view } = this;
    const redirected = new Set(redirects.map(({ from }) => from));
    const isRead = (value: Value) =>
      !redirected.has(value) && view.usesOf(value).some(({ node }) => !removed.has(node));
    if ([...vanishing].some((value) => view.isPinned(value) || isRead(value))) return false;
    if ([...removed].some((node) => view.isOrdered(node))) return false;
    // A state may change between the old place of a reader and the new one.
    return !read.some((value) => value?.attributes.isVariable);
  }
}

/** The values that nothing produces any more, or nothing reads. */
function vanishingOf(change: Change, removed: ReadonlySet<Node>, added: readonly Node[]): Set<Value> {
  const kept = new Set([
    ...added.flatMap(({ outputs }) => outputs),
    ...(change.change ?? []).flatMap(({ outputs = [] }) => outputs),
    ...(change.update ?? []).map(({ value }) => value),
  ]);
  const vanishing = new Set((change.redirect ?? []).map(({ from }) => from));
  for (const node of removed)
    for (const value of node.outputs) if (value && !kept.has(value)) vanishing.add(value);
  return vanishing;
}
