import type { Float16Statistics } from "../float16/index.js";
import type { Rewrite } from "../graph/index.js";
import type { OverflowPolicy, Profile } from "../passes/index.js";
import type { SourceKind } from "./importer.js";

/** What became of one float32 constant. */
export interface ConstantReport {
  name: string;
  subgraph: number;
  shape: number[];
  /** The operators that compute with it, each once, in the order of execution; a custom operator by its own name. */
  operators: string[];
  /** As float32. */
  byteLength: number;
  converted: boolean;
  /** Why it stayed float32, in words; empty when it was converted. */
  reason: string;
  /** The rule that decided. */
  rule: string;
  /** What float16 does to its values, where they were measured. */
  statistics?: Float16Statistics;
}

/** What a conversion did, as plain data. */
export interface ConversionReport {
  /** `byteLength` is that of all its files. */
  input: { name: string; kind: SourceKind; byteLength: number };
  output: { path?: string; byteLength: number };
  /** False: the output is the input, byte for byte. */
  changed: boolean;
  /** Absent for `restore`, and where `float16` was false. */
  profile?: Profile;
  overflow?: OverflowPolicy;
  /** Every float32 constant of the model that was read. */
  constants: ConstantReport[];
  rewrites: Rewrite[];
  /** Over all converted constants. */
  statistics: Float16Statistics;
  warnings: string[];
  backend: { kind: "native" | "js"; target: string; threads: number; reason?: string };
  milliseconds: number;
  /** Present when the output was verified. */
  verification?: { constants: number; nodes: number };
}

export interface Conversion {
  /** The model, unless it went to a file or nothing was to be written. */
  bytes?: Uint8Array;
  report: ConversionReport;
}
