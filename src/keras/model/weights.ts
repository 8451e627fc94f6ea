import type { StoredTensor } from "../../tensorflow/index.js";
import { invalid } from "../defects.js";
import type { Hdf5File } from "../files/hdf5.js";
import type { WeightSpec } from "../layers/kind.js";
import type { LayerRecord } from "./topology.js";

/** Where the weights of a model are. */
export interface WeightStore {
  /**
   * The weights of a layer, in the order of `specs`.
   *
   * @throws INVALID_MODEL if one is missing or has another shape
   */
  weightsOf(layer: LayerRecord, specs: readonly WeightSpec[]): readonly StoredTensor[];
}

/** A weight by its name in the file. */
export interface NamedWeight {
  readonly name: string;
  tensor(): StoredTensor | undefined;
}

/** The weights of a `.keras` file: a group for each layer, in it `vars/0`, `vars/1`. */
export function groupedWeights(file: Hdf5File): WeightStore {
  return {
    weightsOf(layer, specs) {
      const counts = new Map<string, number>();
      return specs.map((spec) => {
        const part = spec.part ?? "";
        const index = counts.get(part) ?? 0;
        counts.set(part, index + 1);
        const place = `${layer.path}/${part ? `${part}/` : ""}vars/${index}`;
        const legacy = place.replace(/\blayers\//g, "_layer_checkpoint_dependencies/");
        return checked(file.tensor(place) ?? file.tensor(legacy), file.name, layer, spec, place);
      });
    },
  };
}

/** The weights of files that list names: of each layer that stands in the model itself, or of all. */
export function listedWeights(file: string, list: (layer: string) => readonly NamedWeight[]): WeightStore {
  return {
    weightsOf(layer, specs) {
      const found = narrowed(list(layer.names[0] as string), layer, specs.length);
      if (found.length !== specs.length) {
        const expected = `${specs.length} weights (${specs.map((spec) => spec.name).join(", ")})`;
        const names = found.map((weight) => weight.name).join(", ");
        throw invalid(file, `layer "${layer.name}", weights`, expected, `${found.length} (${names})`);
      }
      const order = [...specs].sort((a, b) => Number(a.trainable === false) - Number(b.trainable === false));
      return specs.map((spec) => {
        const weight = found[order.indexOf(spec)] as NamedWeight;
        return checked(weight.tensor(), file, layer, spec, weight.name);
      });
    },
  };
}

/** Of the weights of several layers those that have the layer's name, and those of the models around it, in theirs. */
function narrowed(all: readonly NamedWeight[], layer: LayerRecord, count: number): readonly NamedWeight[] {
  if (all.length === count && layer.names.length === 1) return all;
  const having = (list: readonly NamedWeight[], name: string) =>
    list.filter((weight) => weight.name.split("/").slice(0, -1).includes(name));
  let found = having(all, layer.name);
  for (const name of layer.names.slice(0, -1)) {
    if (found.length === count) break;
    const closer = having(found, name);
    if (closer.length > 0) found = closer;
  }
  return found;
}

function checked(
  tensor: StoredTensor | undefined,
  file: string,
  layer: LayerRecord,
  spec: WeightSpec,
  place: string,
): StoredTensor {
  const field = `layer "${layer.name}", weight ${spec.part ? `${spec.part}/` : ""}${spec.name}`;
  const expected = `shape [${spec.shape.map((size) => (size === -1 ? "any" : size)).join(", ")}]`;
  if (tensor === undefined) throw invalid(file, field, `${expected} at "${place}"`, "nothing");
  const fits =
    tensor.shape.length === spec.shape.length &&
    tensor.shape.every((size, i) => spec.shape[i] === -1 || size === spec.shape[i]);
  if (!fits)
    throw invalid(file, field, expected, `shape [${tensor.shape.join(", ")}]`, tensor.content.offset);
  return tensor;
}
