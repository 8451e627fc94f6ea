import type { BackendOptions } from "../../addon/index.js";
import { checkOptionNames, throwIfAborted } from "../../errors.js";
import { nameOf, type Value } from "../../graph/index.js";
import { loadOptionsOf } from "../../model/index.js";
import { placeOf } from "../../runtime/prepare.js";
import type { Tensor } from "../../tensor/index.js";
import { computingNodes, operatorOf } from "../computing_nodes.js";
import { ObservedModel } from "../observed_model.js";
import { RUN_KEYS } from "../options.js";
import { noSamples, samplesOf } from "../samples.js";
import { ActivationRange } from "./activation_range.js";
import type { ActivationAudit, AuditOptions, RangeAudit } from "./range_audit.js";
import { fitnessOf, safetyOf } from "./verdict.js";

/** Does what `auditRanges` of the index says. */
export async function auditRanges(
  source: string | Uint8Array,
  options: AuditOptions = {},
): Promise<RangeAudit> {
  checkOptionNames(
    options,
    RUN_KEYS.filter((key) => key !== "precision"),
  );
  const { signal, signature, onProgress } = options;
  throwIfAborted(signal, "auditRanges");
  const load = loadOptionsOf(options);
  const model = ObservedModel.load(source, load, signature);
  try {
    const activations = new Activations(model, load);
    const { samples, count } = samplesOf(options, model.inputs);
    let done = 0;
    for await (const given of samples) {
      throwIfAborted(signal, "auditRanges");
      const inputs = model.tensorsOf(given);
      activations.addInputs(inputs);
      await model.run(inputs, signal, (value, tensor) => activations.add(value, tensor));
      done++;
      onProgress?.({ phase: "audit", done, ...(count === undefined ? {} : { total: count }) });
    }
    if (done === 0) throw noSamples();
    const found = activations.found();
    const verdict = safetyOf(found.activations.map(({ fitness }) => fitness));
    return { samples: done, backend: model.backend, verdict, ...found };
  } finally {
    model.dispose();
  }
}

type Description = Pick<ActivationAudit, "name" | "subgraph" | "operator" | "place">;

/** The ranges of a model's activations, in the order in which they come up. */
class Activations {
  private readonly ranges = new Map<Value, ActivationRange>();
  private readonly described = new Map<Value, Description>();
  private otherTypes = 0;

  constructor(
    private readonly model: ObservedModel,
    private readonly backend: BackendOptions,
  ) {
    for (const { name, value } of model.inputs)
      this.describe(value, { name, subgraph: 0, operator: "input", place: "input" });
    for (const graph of model.model.graphs)
      for (const node of computingNodes(graph))
        for (const value of node.outputs) {
          if (!value) continue;
          const place = placeOf(graph, graph.nodes.indexOf(node));
          const name = nameOf(value, graph);
          this.describe(value, { name, subgraph: graph.index, operator: operatorOf(node), place });
        }
  }

  private describe(value: Value, description: Description): void {
    if (value.type === "FLOAT32") this.described.set(value, description);
    else this.otherTypes++;
  }

  addInputs(inputs: readonly Tensor[]): void {
    this.model.inputs.forEach(({ value }, i) => {
      this.add(value, inputs[i]!);
    });
  }

  add(value: Value, { dtype, data }: Tensor): void {
    if (dtype !== "FLOAT32" || !this.described.has(value)) return;
    let range = this.ranges.get(value);
    if (!range) {
      range = new ActivationRange();
      this.ranges.set(value, range);
    }
    const { backend, target, threads } = this.backend;
    range.add(data as Float32Array, { backend, target, threads });
  }

  found(): Pick<RangeAudit, "activations" | "otherTypes" | "notComputed"> {
    const activations = [...this.ranges].map(([value, range]): ActivationAudit => {
      const { figures } = range;
      return { ...this.described.get(value)!, ...figures, fitness: fitnessOf(figures) };
    });
    const missing = [...this.described].filter(([value]) => !this.ranges.has(value));
    return { activations, otherTypes: this.otherTypes, notComputed: missing.map(([, { name }]) => name) };
  }
}
