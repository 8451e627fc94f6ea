import type { Value } from "../graph/index.js";
import type { Tensor } from "../tensor/index.js";
import { constantTensor, initialVariable } from "./constants.js";

/** What a session keeps between runs: constants as tensors, variable tensors, and the state of operators. */
export class KeptValues {
  private readonly constants = new Map<Value, Tensor>();
  private readonly variables = new Map<Value, Tensor>();
  private readonly states = new Map<string, unknown>();

  state<T>(key: string, create: () => T): T {
    if (!this.states.has(key)) this.states.set(key, create());
    return this.states.get(key) as T;
  }

  /** A tensor that no node makes: a constant or a variable. */
  tensor(value: Value): Tensor | undefined {
    if (value.constant) return remember(this.constants, value, constantTensor);
    if (value.attributes.isVariable) return remember(this.variables, value, initialVariable);
    return undefined;
  }

  /** Variables start anew, operators forget. */
  reset(): void {
    this.variables.clear();
    this.states.clear();
  }

  clear(): void {
    this.reset();
    this.constants.clear();
  }
}

function remember(map: Map<Value, Tensor>, value: Value, make: (value: Value) => Tensor): Tensor {
  let tensor = map.get(value);
  if (!tensor) {
    tensor = make(value);
    map.set(value, tensor);
  }
  return tensor;
}
