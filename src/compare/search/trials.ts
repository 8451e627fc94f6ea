import { throwIfAborted } from "../../errors.js";
import type { Model } from "../../graph/index.js";
import type { LoadOptions } from "../../model/index.js";
import type { Tensor } from "../../tensor/index.js";
import { Difference } from "../difference.js";
import { type Metric, worstError } from "../metrics.js";
import { ObservedModel } from "../observed_model.js";
import { pairInputs, pairOutputs } from "../pair_inputs.js";
import { noSamples, type SampleOptions, samplesOf } from "../samples.js";
import { comparable } from "../tensor_types.js";

/** What trials need to know. */
export interface TrialOptions extends SampleOptions {
  readonly load: LoadOptions;
  /** Of the models that are tried. */
  readonly precision: LoadOptions["precision"] | undefined;
  readonly signature: string | undefined;
  readonly metric: Metric;
  readonly signal: AbortSignal | undefined;
}

/** Holds other versions of a model against its outputs for a few samples, which are computed once and kept in memory. */
export class Trials {
  private count = 0;

  private constructor(
    private readonly reference: ObservedModel,
    private readonly samples: readonly { readonly inputs: Tensor[]; readonly outputs: Tensor[] }[],
    private readonly options: TrialOptions,
  ) {}

  /** @throws as `compareModels` */
  static async of(source: string | Uint8Array, options: TrialOptions): Promise<Trials> {
    const { load, signature, signal } = options;
    const reference = ObservedModel.load(source, load, signature);
    try {
      const samples = [];
      for await (const given of samplesOf(options, reference.inputs).samples) {
        throwIfAborted(signal, "compare");
        const inputs = reference.tensorsOf(given);
        samples.push({ inputs, outputs: await reference.run(inputs, signal) });
      }
      if (samples.length === 0) throw noSamples();
      return new Trials(reference, samples, options);
    } catch (error) {
      reference.dispose();
      throw error;
    }
  }

  /** The model that the others are held against. */
  get model(): Model {
    return this.reference.model;
  }

  /** How many models were tried. */
  get evaluations(): number {
    return this.count;
  }

  get sampleCount(): number {
    return this.samples.length;
  }

  /** The metric of the worst output of that model. @param most only so many samples are run */
  async errorOf(model: Uint8Array, most = this.samples.length): Promise<number> {
    const { load, precision, signature, signal, metric } = this.options;
    throwIfAborted(signal, "compare");
    const options = precision === undefined ? load : { ...load, precision };
    const tried = ObservedModel.load(model, options, signature);
    try {
      const [inputsOf, outputsOf] = [pairInputs(this.reference, tried), pairOutputs(this.reference, tried)];
      const differences = outputsOf.map(() => new Difference());
      for (const [sample, { inputs, outputs }] of this.samples.slice(0, most).entries()) {
        const arranged = inputsOf.map((i) => inputs[i]!);
        const results = await tried.run(arranged, signal);
        outputsOf.forEach((partner, i) => {
          const [a, b] = [outputs[i]!, results[partner]!];
          if (comparable(a, b)) differences[i]!.add(a, b, sample);
          else differences[i]!.addUnpaired();
        });
      }
      this.count++;
      return worstError(
        metric,
        differences.map(({ figures }) => figures),
      );
    } finally {
      tried.dispose();
    }
  }

  dispose(): void {
    this.reference.dispose();
  }
}
