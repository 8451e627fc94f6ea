import { invalid, type Place, unsupported } from "./defects.js";
import { locate } from "./locate.js";
import { BuiltinOptions, BuiltinOptions2 } from "./schema/builtin_options.js";
import type { UnionDefinition } from "./schema/define.js";
import { Model, type Operator, type SubGraph } from "./schema/model.js";
import type { Tensor } from "./schema/tensor.js";
import type { ByteSource } from "./source.js";

/** The schema version that this reader knows. */
const SCHEMA_VERSION = 3;

/**
 * Checks that numbers which refer to tensors, buffers, operator codes and subgraphs refer to something.
 *
 * @param root position of the root table in the source
 * @throws INVALID_MODEL naming the field and its byte; UNSUPPORTED_MODEL for another version of the schema
 */
export function validate(source: ByteSource, model: Model, root: number): void {
  new Validation(source, model, root).model();
}

class Validation {
  private readonly subgraphs: number;
  private readonly buffers: number;

  constructor(
    private readonly source: ByteSource,
    private readonly record: Model,
    private readonly root: number,
  ) {
    this.subgraphs = record.subgraphs?.length ?? 0;
    this.buffers = record.buffers?.length ?? 0;
  }

  model(): void {
    const { record } = this;
    if (record.version !== SCHEMA_VERSION) {
      const at = locate(this.source, Model, this.root, ["version"]);
      unsupported(this.source.name, ["version"], at, `${SCHEMA_VERSION}`, `${record.version}`);
    }
    if (this.subgraphs === 0) this.fail(["subgraphs"], "at least one subgraph", "none");
    record.subgraphs!.forEach((subgraph, s) => {
      this.subgraph(subgraph, ["subgraphs", s]);
    });
    each(record.metadata, ["metadata"], ({ buffer }, place) => {
      this.index(buffer, this.buffers, "buffers", place, "buffer");
    });
    each(record.metadataBuffer, ["metadataBuffer"], (buffer, place) => {
      this.index(buffer, this.buffers, "buffers", place);
    });
    this.signatures();
    this.externalBuffers();
  }

  private subgraph(subgraph: SubGraph, place: Place): void {
    const tensors = subgraph.tensors?.length ?? 0;
    this.tensorIndices(subgraph.inputs, tensors, 0, place, "inputs");
    this.tensorIndices(subgraph.outputs, tensors, 0, place, "outputs");
    each(subgraph.tensors, [...place, "tensors"], (tensor, at) => {
      this.tensor(tensor, tensors, at);
    });
    each(subgraph.operators, [...place, "operators"], (operator, at) => {
      this.operator(operator, tensors, at);
    });
  }

  private tensor({ buffer, quantization }: Tensor, tensors: number, place: Place): void {
    // A model without any buffer lets tensors refer to number 0, the empty one.
    if (buffer !== 0) this.index(buffer, this.buffers, "buffers", place, "buffer");
    const details = quantization?.details;
    if (!details || details.type === "CustomQuantization") return;
    const at = [...place, "quantization", "details"];
    this.index(details.value.scales, tensors, "tensors", at, "scales");
    if (details.value.zeroPoints !== -1)
      this.index(details.value.zeroPoints, tensors, "tensors", at, "zeroPoints");
  }

  private operator(operator: Operator, tensors: number, place: Place): void {
    const codes = this.record.operatorCodes?.length ?? 0;
    this.index(operator.opcodeIndex, codes, "operator codes", place, "opcodeIndex");
    // -1 stands for an optional tensor that is absent.
    this.tensorIndices(operator.inputs, tensors, -1, place, "inputs");
    this.tensorIndices(operator.outputs, tensors, -1, place, "outputs");
    this.tensorIndices(operator.intermediates, tensors, -1, place, "intermediates");
    const { builtinOptions, builtinOptions2 } = operator;
    if (builtinOptions) this.options(BuiltinOptions, builtinOptions, place, "builtinOptions");
    if (builtinOptions2) this.options(BuiltinOptions2, builtinOptions2, place, "builtinOptions2");
  }

  /** Options may refer to subgraphs. */
  private options(
    of: UnionDefinition,
    { type, value }: { type: string; value: object },
    place: Place,
    key: string,
  ): void {
    for (const { name, references } of subgraphFieldsOf(of, type)) {
      const found = (value as Record<string, number | number[] | null>)[name]!;
      const at = [...place, key, name];
      if (references === "one") this.index(found as number, this.subgraphs, "subgraphs", at);
      else
        each(found as number[] | null, at, (subgraph, element) => {
          this.index(subgraph, this.subgraphs, "subgraphs", element);
        });
    }
  }

  private signatures(): void {
    each(this.record.signatureDefs, ["signatureDefs"], (signature, place) => {
      this.index(signature.subgraphIndex, this.subgraphs, "subgraphs", place, "subgraphIndex");
      const tensors = this.record.subgraphs![signature.subgraphIndex]!.tensors?.length ?? 0;
      for (const key of ["inputs", "outputs"] as const)
        each(signature[key], [...place, key], ({ tensorIndex }, at) => {
          this.index(tensorIndex, tensors, "tensors", at, "tensorIndex");
        });
    });
  }

  /** Weights in other files are only referred to. */
  private externalBuffers(): void {
    const { externalBuffers, externalBufferGroups, subgraphs } = this.record;
    const groups = externalBufferGroups?.length ?? 0;
    each(externalBuffers, ["externalBuffers"], ({ group }, place) => {
      this.index(group, groups, "groups", place, "group");
    });
    const known = new Set((externalBuffers ?? []).map(({ id }) => id));
    subgraphs!.forEach(({ tensors }, s) => {
      each(tensors, ["subgraphs", s, "tensors"], ({ externalBuffer }, place) => {
        if (externalBuffer === 0 || known.has(externalBuffer)) return;
        const expected = "0 or the id of an external buffer";
        this.fail([...place, "externalBuffer"], expected, `${externalBuffer}`);
      });
    });
  }

  private tensorIndices(
    list: number[] | null,
    count: number,
    lowest: number,
    place: Place,
    key: string,
  ): void {
    if (!list) return;
    for (let i = 0; i < list.length; i++)
      if (list[i]! < lowest || list[i]! >= count) this.index(list[i]!, count, "tensors", [...place, key, i]);
  }

  /** @param field below the place, where the number is not the place's own */
  private index(value: number, count: number, what: string, place: Place, field?: string): void {
    if (value >= 0 && value < count) return;
    const at = field === undefined ? place : [...place, field];
    this.fail(at, `the number of one of ${count} ${what}`, `${value}`);
  }

  private fail(place: Place, expected: string, received: string): never {
    return invalid(this.source.name, place, locate(this.source, Model, this.root, place), expected, received);
  }
}

/** Calls `check` with every element and its place, which is good for that call alone: there are many, and few are wrong. */
function each<T>(list: readonly T[] | null, place: Place, check: (element: T, place: Place) => void): void {
  if (!list) return;
  const at = [...place, 0];
  for (let i = 0; i < list.length; i++) {
    at[place.length] = i;
    check(list[i]!, at);
  }
}

interface SubgraphField {
  name: string;
  references: "one" | "many";
}

const subgraphFields = new Map<string, readonly SubgraphField[]>();

/** The fields of a type of options that hold numbers of subgraphs. */
function subgraphFieldsOf(of: UnionDefinition, type: string): readonly SubgraphField[] {
  const known = subgraphFields.get(type);
  if (known) return known;
  const { slots } = of.tables.find(({ name }) => name === type)!;
  const found = slots.flatMap(({ name, field }): SubgraphField[] => {
    if (field.kind === "scalar" && field.refersTo) return [{ name, references: "one" }];
    return field.kind === "scalars" && field.refersTo ? [{ name, references: "many" }] : [];
  });
  subgraphFields.set(type, found);
  return found;
}
