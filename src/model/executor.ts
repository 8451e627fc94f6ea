import { type Addon, type BackendOptions, selectBackend } from "../addon/index.js";
import { HalfliteError, throwIfAborted } from "../errors.js";
import type { Model, Value } from "../graph/index.js";
import { importTFLite } from "../importers/tflite.js";
import { createSession } from "../runtime/create_session.js";
import type { Delegate } from "../runtime/delegate/delegate.js";
import { type DelegatedModel, delegateModel } from "../runtime/delegate/delegate_model.js";
import { DelegatedSession } from "../runtime/delegate/session.js";
import { requireKnownForms, sessionOfKnownForms } from "../runtime/known_forms.js";
import { type PreparedGraph, prepare } from "../runtime/prepare.js";
import type { RunOptions, Session } from "../runtime/session.js";
import type { Tensor, TensorType } from "../tensor/index.js";
import { type ByteSource, fromBytes, openFile, readModel } from "../tflite/index.js";
import { customKernels } from "./custom_operator.js";
import { Delivery } from "./delivery.js";
import { backendOptions, type LoadOptions, limitsOf } from "./options.js";
import type { Destination } from "./output_arrays.js";
import { precisionOf } from "./precision.js";
import type { RunProfile } from "./run_profile.js";
import { RunQueue } from "./run_queue.js";
import { withoutBuffer } from "./without_buffer.js";

/** One execution of a subgraph. */
export interface Call {
  readonly subgraph: number;
  readonly inputs: readonly Tensor[];
  /** The outputs that are wanted, in the order in which a run returns them. */
  readonly outputs: readonly Destination[];
  readonly signal?: AbortSignal | undefined;
  readonly onTensor?: ((value: Value, tensor: Tensor) => void) | undefined;
  readonly profile?: RunProfile | undefined;
}

/** A model that was collected without `dispose` does not keep its file open. */
const forgotten = new FinalizationRegistry<ByteSource>((source) => source.close());

/** A model with its session and its file: runs one call at a time. */
export class Executor {
  private readonly queue = new RunQueue();
  private disposed = false;

  private constructor(
    readonly model: Model,
    readonly session: Session,
    private readonly source: ByteSource,
    private readonly stepLimit: number,
  ) {
    forgotten.register(this, source);
  }

  /**
   * Reads a model and makes it ready to run.
   *
   * @param from a path, or the bytes of a model
   * @throws IO, INVALID_MODEL, UNSUPPORTED_MODEL, UNSUPPORTED_OPERATOR, SHAPE_MISMATCH; INVALID_ARGUMENT, UNKNOWN_NAME,
   * BACKEND_UNAVAILABLE for options
   */
  static load(from: string | Uint8Array, options: LoadOptions): Executor {
    const { model, graphs, session, source, stepLimit } = open(from, options);
    try {
      const own = sessionOfKnownForms(graphs, source.name, () => session(graphs));
      return new Executor(model, own, source, stepLimit);
    } catch (error) {
      source.close();
      throw error;
    }
  }

  /** The same with a delegate that takes what it can. @throws as `load`; what the delegate throws; ABORTED */
  static async loadDelegated(
    from: string | Uint8Array,
    options: LoadOptions,
    delegate: Delegate,
    signal: AbortSignal | undefined,
  ): Promise<Executor> {
    const { model, graphs, session, source, stepLimit } = open(from, options);
    let delegated: DelegatedModel | null = null;
    try {
      requireKnownForms(graphs, source.name);
      delegated = await delegateModel(graphs, delegate);
      throwIfAborted(signal, "loadModel");
      const inner = session(delegated.graphs);
      return new Executor(model, new DelegatedSession(inner, graphs, delegated), source, stepLimit);
    } catch (error) {
      for (const part of delegated?.delegated ?? []) part.dispose();
      source.close();
      throw error;
    }
  }

  /** Runs the call when those before it are done. @throws DISPOSED, ABORTED, and what the model throws */
  async run(call: Call): Promise<Tensor[]> {
    this.checkUsable("run");
    try {
      return await this.queue.enqueue(async () => {
        this.checkUsable("run");
        const delivery = new Delivery(call.outputs);
        const begun = performance.now();
        const outputs = await this.session.run(call.subgraph, call.inputs, this.optionsOf(call, delivery));
        call.profile?.addRun(performance.now() - begun);
        return delivery.deliver(outputs);
      }, call.signal);
    } finally {
      this.releaseIfIdle();
    }
  }

  /** Runs the call at once. @throws BUSY, DISPOSED, and what the model throws */
  runSync(call: Call): Tensor[] {
    this.checkUsable("runSync");
    try {
      return this.queue.immediately("runSync", () => {
        const delivery = new Delivery(call.outputs);
        const begun = performance.now();
        const outputs = this.session.runSync(call.subgraph, call.inputs, this.optionsOf(call, delivery));
        call.profile?.addRun(performance.now() - begun);
        return delivery.deliver(outputs);
      });
    } finally {
      this.releaseIfIdle();
    }
  }

  /** As in Session. */
  outputTypes(subgraph: number, inputs: readonly TensorType[]): (TensorType | null)[] {
    return this.session.outputTypes(subgraph, inputs);
  }

  /** @throws BUSY, DISPOSED */
  resetVariables(): void {
    this.checkUsable("resetVariables");
    this.queue.immediately("resetVariables", () => this.session.resetVariables());
  }

  /** Frees everything: at once, or behind the run that is in progress. Runs that wait fail. */
  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.releaseIfIdle();
  }

  /** @throws DISPOSED */
  checkUsable(operation: string): void {
    if (this.disposed) throw new HalfliteError("DISPOSED", { operation });
  }

  private releaseIfIdle(): void {
    if (!this.disposed || this.queue.busy) return;
    this.session.dispose();
    this.source.close();
  }

  private optionsOf({ signal, onTensor, profile }: Call, { results }: Delivery): RunOptions {
    const onNode = profile?.addNode.bind(profile);
    return { signal, stepLimit: this.stepLimit, onTensor, onNode, results };
  }
}

/** A model that was read, with what makes sessions of it. */
function open(from: string | Uint8Array, options: LoadOptions) {
  const backend: BackendOptions = backendOptions(options);
  const chosen = selectBackend(backend);
  const { stepLimit, memoryLimit } = limitsOf(options);
  const custom = customKernels(options.customOperators ?? {});
  const source = typeof from === "string" ? openFile(from, chosen) : fromBytes(checkBytes(from));
  try {
    if (chosen.kind === "native") readAhead(source, chosen.addon);
    const model = importTFLite(readModel(source));
    const graphs = prepare(model, custom);
    const precision = precisionOf(options.precision, model);
    const session = (of: readonly PreparedGraph[]) => createSession(of, backend, memoryLimit, precision);
    return { model, graphs, session, source, stepLimit };
  } catch (error) {
    source.close();
    throw error;
  }
}

/** A smaller file is mapped in less time than another thread's start and its use of the same page tables cost. */
const LEAST_READ_AHEAD = 2 ** 24;

/** Weights are read when the graph is known; until then another processor can find where they lie. */
function readAhead({ path, size, stretch }: ByteSource, addon: Addon): void {
  if (path !== undefined && stretch && size >= LEAST_READ_AHEAD) addon.readAhead(stretch(0, 1).bytes);
}

function checkBytes(source: unknown): Uint8Array {
  if (source instanceof Uint8Array) return withoutBuffer(source);
  const expected = "a path or a Uint8Array";
  throw new HalfliteError("INVALID_ARGUMENT", { argument: "source", expected, received: typeof source });
}
