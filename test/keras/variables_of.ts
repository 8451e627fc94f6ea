import type { StoredTensor, TensorFlowModel } from "../../src/tensorflow/index.js";

/** All variables of a model by name. */
export const variablesOf = ({ variables }: TensorFlowModel): ReadonlyMap<string, StoredTensor> =>
  new Map([...variables.keys()].map((name) => [name, variables.get(name)!]));
