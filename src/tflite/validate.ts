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
    (record.metadata ?? []).forEach(({ buffer }, i) => {
      this.index(buffer, this.buffers, "buffers", ["metadata", i, "buffer"]);
    });
    (record.metadataBuffer ?? []).forEach((buffer, i) => {
      this.index(buffer, this.buffers, "buffers", ["metadataBuffer", i]);
    });
    this.signatures();
    this.externalBuffers();
  }

  private subgraph(subgraph: SubGraph, place: Place): void {
    const tensors = subgraph.tensors?.length ?? 0;
    for (const key of ["inputs", "outputs"] as const)
      this.tensorIndices(subgraph[key], tensors, 0, [...place, key]);
    (subgraph.tensors ?? []).forEach((tensor, t) => {
      this.tensor(tensor, tensors, [...place, "tensors", t]);
    });
    (subgraph.operators ?? []).forEach((operator, o) => {
      this.operator(operator, tensors, [...place, "operators", o]);
    });
  }

  private tensor({ buffer, quantization }: Tensor, tensors: number, place: Place): void {
    // A model without any buffer lets tensors refer to number 0, the empty one.
    if (buffer !== 0) this.index(buffer, this.buffers, "buffers", [...place, "buffer"]);
    const details = quantization?.details;
    if (!details || details.type === "CustomQuantization") return;
    const at = [...place, "quantization", "details"];
    this.index(details.value.scales, tensors, "tensors", [...at, "scales"]);
    if (details.value.zeroPoints !== -1)
      this.index(details.value.zeroPoints, tensors, "tensors", [...at, "zeroPoints"]);
  }

  private operator(operator: Operator, tensors: number, place: Place): void {
    this.index(operator.opcodeIndex, this.record.operatorCodes?.length ?? 0, "operator codes", [
      ...place,
      "opcodeIndex",
    ]);
    // -1 stands for an optional tensor that is absent.
    for (const key of ["inputs", "outputs", "intermediates"] as const)
      this.tensorIndices(operator[key], tensors, -1, [...place, key]);
    if (operator.builtinOptions)
      this.options(BuiltinOptions, operator.builtinOptions, [...place, "builtinOptions"]);
    if (operator.builtinOptions2)
      this.options(BuiltinOptions2, operator.builtinOptions2, [...place, "builtinOptions2"]);
  }

  /** Options may refer to subgraphs. */
  private options(of: UnionDefinition, { type, value }: { type: string; value: object }, place: Place): void {
    for (const { name, references } of subgraphFieldsOf(of, type)) {
      const found = (value as Record<string, number | number[] | null>)[name]!;
      if (references === "one") this.index(found as number, this.subgraphs, "subgraphs", [...place, name]);
      else
        ((found as number[] | null) ?? []).forEach((subgraph, i) => {
          this.index(subgraph, this.subgraphs, "subgraphs", [...place, name, i]);
        });
    }
  }

  private signatures(): void {
    (this.record.signatureDefs ?? []).forEach((signature, i) => {
      const place = ["signatureDefs", i];
      this.index(signature.subgraphIndex, this.subgraphs, "subgraphs", [...place, "subgraphIndex"]);
      const tensors = this.record.subgraphs![signature.subgraphIndex]!.tensors?.length ?? 0;
      for (const key of ["inputs", "outputs"] as const)
        (signature[key] ?? []).forEach(({ tensorIndex }, j) => {
          this.index(tensorIndex, tensors, "tensors", [...place, key, j, "tensorIndex"]);
        });
    });
  }

  /** Weights in other files are only referred to. */
  private externalBuffers(): void {
    const { externalBuffers, externalBufferGroups, subgraphs } = this.record;
    const groups = externalBufferGroups?.length ?? 0;
    (externalBuffers ?? []).forEach(({ group }, i) => {
      this.index(group, groups, "groups", ["externalBuffers", i, "group"]);
    });
    const known = new Set((externalBuffers ?? []).map(({ id }) => id));
    subgraphs!.forEach(({ tensors }, s) => {
      (tensors ?? []).forEach(({ externalBuffer }, t) => {
        if (externalBuffer === 0 || known.has(externalBuffer)) return;
        const place = ["subgraphs", s, "tensors", t, "externalBuffer"];
        this.fail(place, "0 or the id of an external buffer", `${externalBuffer}`);
      });
    });
  }

  private tensorIndices(list: number[] | null, count: number, lowest: number, place: Place): void {
    const wrong = (list ?? []).findIndex((index) => index < lowest || index >= count);
    if (wrong >= 0) this.index(list![wrong]!, count, "tensors", [...place, wrong]);
  }

  private index(value: number, count: number, what: string, place: Place): void {
    if (value < 0 || value >= count) this.fail(place, `the number of one of ${count} ${what}`, `${value}`);
  }

  private fail(place: Place, expected: string, received: string): never {
    return invalid(this.source.name, place, locate(this.source, Model, this.root, place), expected, received);
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
