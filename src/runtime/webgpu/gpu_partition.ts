import { HalfliteError, isHalfliteError } from "../../errors.js";
import type { Tensor, TensorType } from "../../tensor/index.js";
import type { DelegatedGraph } from "../delegate/delegate.js";
import type { KnownValues } from "../known_values.js";
import { defaultMemoryLimit, SessionMemory } from "../memory.js";
import type { PreparedGraph } from "../prepare.js";
import { GpuConstants } from "./constants.js";
import type { GpuDevice } from "./device.js";
import { knownOf } from "./known.js";
import { type PlanLimits, planGraph } from "./plan.js";
import { GpuProgram } from "./program.js";

/** What a part of a model needs of the delegate. */
export interface PartitionHost {
  /** The device, or a new one where it was lost. */
  device(): Promise<GpuDevice>;
  readonly limits: PlanLimits;
  /** For how many sets of input types plans are kept. */
  readonly plans: number;
  /** Whether the CPU takes over after such an error. */
  giveUp(error: unknown): boolean;
}

/** A part of a model on a GPU: its weights, and programs for the types that it was run with. */
export class GpuPartition implements DelegatedGraph {
  private readonly known: KnownValues = knownOf(new SessionMemory(defaultMemoryLimit()));
  private readonly programs = new Map<string, GpuProgram>();
  private gpu: GpuDevice | null = null;
  private constants: GpuConstants | null = null;
  private disposed = false;

  constructor(
    private readonly prepared: PreparedGraph,
    private readonly host: PartitionHost,
  ) {}

  /** Makes a program for these types. @returns whether there is one; without it, the CPU takes over */
  async prepare(inputs: readonly TensorType[]): Promise<boolean> {
    return (await this.attempt(() => this.program(inputs))) !== null;
  }

  run(inputs: readonly Tensor[]): Promise<readonly Tensor[] | null> {
    return this.attempt(async () => (await this.program(inputs)).run(inputs));
  }

  dispose(): void {
    this.disposed = true;
    this.release();
  }

  /** Once more on a new device where the first one was lost. */
  private async attempt<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      try {
        return await work();
      } catch (error) {
        if (this.disposed || !isHalfliteError(error, "DEVICE_LOST")) throw error;
        this.release();
        return await work();
      }
    } catch (error) {
      if (this.disposed || !this.host.giveUp(error)) throw error;
      return null;
    }
  }

  private async program(inputs: readonly TensorType[]): Promise<GpuProgram> {
    const key = inputs.map(({ dtype, shape }) => `${dtype} ${shape}`).join("; ");
    const device = await this.host.device();
    if (device !== this.gpu) {
      this.release();
      this.gpu = device;
      this.constants = new GpuConstants(device);
    }
    const found = this.programs.get(key);
    if (found) return found;
    const plan = planGraph(this.prepared, inputs, this.known, this.host.limits);
    if ("reason" in plan)
      throw new HalfliteError("UNSUPPORTED_OPERATOR", {
        file: this.prepared.graph.name,
        operators: [{ operator: plan.node.fixed.place, reason: plan.reason }],
      });
    this.makeRoom();
    const program = await GpuProgram.create(device, plan, this.constants!, this.prepared.graph.name);
    this.programs.set(key, program);
    return program;
  }

  /** The oldest program goes where one more would be too many. */
  private makeRoom(): void {
    for (const [key, program] of this.programs) {
      if (this.programs.size < this.host.plans) return;
      program.destroy();
      this.programs.delete(key);
    }
  }

  private release(): void {
    for (const program of this.programs.values()) program.destroy();
    this.programs.clear();
    this.constants?.destroy();
    this.constants = null;
    this.gpu = null;
  }
}
