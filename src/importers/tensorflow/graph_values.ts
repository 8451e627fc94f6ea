import { type Constant, tensorAttributes, type Value } from "../../graph/index.js";
import type { ElementType } from "../../tensor/index.js";

/** Makes the values of one subgraph, each with a name of its own. */
export class GraphValues {
  private readonly names = new Set<string>();
  private readonly constants = new Map<Constant, Map<string, Value>>();

  /** @param dimensions -1 where one is open; null where the rank is unknown */
  make(
    name: string,
    type: ElementType,
    dimensions: readonly number[] | null,
    constant: Constant | null = null,
  ): Value {
    return { name: this.freeName(name), type, constant, attributes: tensorAttributes(dimensions) };
  }

  /** The value of a constant of this shape: one for all that read it. */
  ofConstant(name: string, type: ElementType, shape: readonly number[], constant: Constant): Value {
    let forms = this.constants.get(constant);
    if (!forms) {
      forms = new Map();
      this.constants.set(constant, forms);
    }
    const key = `${type} ${shape}`;
    let value = forms.get(key);
    if (!value) {
      value = this.make(name, type, shape, constant);
      forms.set(key, value);
    }
    return value;
  }

  private freeName(name: string): string {
    let free = name;
    for (let number = 1; this.names.has(free); number++) free = `${name}${number}`;
    this.names.add(free);
    return free;
  }
}
