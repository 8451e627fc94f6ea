/** Objects joined into sets; an object that was never joined is a set of its own. (Tarjan 1975, with path halving.) */
export class DisjointSets<T extends object> {
  private readonly parents = new Map<T, T>();

  join(a: T, b: T): void {
    this.parents.set(this.representative(a), this.representative(b));
  }

  /** The same object for all members of a set. */
  representative(member: T): T {
    let at = member;
    for (let parent = this.parents.get(at); parent && parent !== at; parent = this.parents.get(at)) {
      const next = this.parents.get(parent) ?? parent;
      this.parents.set(at, next);
      at = next;
    }
    return at;
  }
}
