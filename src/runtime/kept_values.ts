import type { Value } from "../graph/index.js";
import type { Tensor } from "../tensor/index.js";
import { constantTensor, initialVariable, startVariable, typeOf } from "./constants.js";
import { byteLengthOf, type SessionMemory } from "./memory.js";

/** What a session keeps between runs: constants as tensors, variable tensors, and the state of operators. */
export class KeptValues {
  private readonly constants = new Map<Value, Tensor>();
  private readonly variables = new Map<Value, Tensor>();
  private readonly states = new Map<string, unknown>();
  /** Of states. */
  private stateBytes = 0;

  constructor(readonly memory: SessionMemory) {}

  state<T>(key: string, create: () => T): T {
    if (!this.states.has(key)) this.states.set(key, create());
    return this.states.get(key) as T;
  }

  /** A tensor that no node makes: a constant or a variable. @throws OUT_OF_MEMORY */
  tensor(value: Value): Tensor | undefined {
    if (value.constant) return remember(this.constants, value, constantTensor);
    if (value.attributes.isVariable) return remember(this.variables, value, this.newVariable);
    return undefined;
  }

  private readonly newVariable = (value: Value): Tensor => {
    this.memory.keep(value.name, byteLengthOf(typeOf(value)));
    return initialVariable(value);
  };

  /** Counts bytes that states take from now on; fewer if negative. @throws OUT_OF_MEMORY */
  keep(what: string, bytes: number): void {
    this.memory.keep(what, bytes);
    this.stateBytes += bytes;
  }

  /** Variables start anew, in the memory that they have: native programs hold it. Operators forget. */
  reset(): void {
    for (const tensor of this.variables.values()) startVariable(tensor);
    this.states.clear();
    this.keep("nothing", -this.stateBytes);
  }

  clear(): void {
    this.reset();
    for (const value of this.variables.keys()) this.memory.keep("nothing", -byteLengthOf(typeOf(value)));
    this.variables.clear();
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
