import type { Summary } from "./summary.js";

/** What a fresh process found out about one case. */
export interface Measurement {
  /** Milliseconds of each repeat; empty when the case was only checked. */
  milliseconds: number[];
  /** Of what was produced: cases of one trial that do the same work must agree. Absent: nothing to compare. */
  digest?: string;
  /** Largest anonymous memory of the process seen, in bytes. */
  peakAnonymousBytes?: number;
}

/** One thing to time: one driver with one setting. */
export interface Case {
  /** Unique within its trial. */
  readonly name: string;
  /** Why it cannot be timed here; null when it can. */
  readonly absent: string | null;
  /** Cases whose time this one's is compared with, one for each of the trial's comparisons. */
  readonly against: readonly (string | null)[];
  /** Runs in the parent; usually starts a process. */
  measure(): Promise<Measurement>;
}

/** Cases that do the same work. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  /** What a reader must know to read the table. */
  readonly notes: string;
  /** Bytes of float32 that a repeat reads; 0 when a rate has no meaning. */
  readonly bytes: number;
  /** Titles of the ratio columns. */
  readonly comparisons: readonly string[];
  readonly cases: readonly Case[];
  dispose(): void;
}

export interface CaseResult {
  name: string;
  absent?: string;
  summary?: Summary;
  /** GB (1e9 bytes) of float32 a second, from the minimum. */
  rate?: number;
  /** The other case's minimum divided by this one's (2: twice as fast), by the title of the comparison. */
  ratios: Record<string, number>;
  peakAnonymousBytes?: number;
}

export interface TrialResult {
  name: string;
  title: string;
  notes: string;
  bytes: number;
  comparisons: string[];
  cases: CaseResult[];
}

export interface BenchResult {
  date: string;
  machine: { cpu: string; cores: number; memoryBytes: number; platform: string; node: string };
  rounds: number;
  trials: TrialResult[];
}
