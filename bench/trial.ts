/** What a case did when it was tried once, untimed. */
export interface Evidence {
  /** Why it cannot be done after all. */
  absent?: string;
  /** Of what was produced, where cases must agree in every bit. */
  digest?: string;
  /** What was produced, where cases agree only up to rounding. */
  outputs?: readonly (readonly number[])[];
  /** Something that a reader of its times must know. */
  remark?: string;
  /** Largest anonymous memory of the process seen, in bytes. */
  anonymousBytes?: number;
}

/** What a fresh process found out about one case. */
export interface Measurement {
  /** Milliseconds of each repeat. */
  milliseconds: number[];
  /** Milliseconds that the runtime took to start, ... */
  start?: number;
  /** ... and then to load the model. */
  load?: number;
  /** Milliseconds of the first run, which is no repeat. */
  first?: number;
  /** Largest resident memory of the process, in bytes. */
  residentBytes?: number;
}

/** One thing to time: one driver with one setting. */
export interface Case {
  /** Unique within its trial. */
  readonly name: string;
  /** Why it cannot be timed here; null when it can. */
  readonly absent: string | null;
  /** Cases whose time this one's is compared with, for each of the trial's comparisons: one, or the fastest of several. */
  readonly against: readonly (string | readonly string[] | null)[];
  /** Does the work once in a process of its own, before any case of the trial is timed. */
  check?(): Promise<Evidence>;
  /** Runs in the parent; usually starts a process. */
  measure(): Promise<Measurement>;
}

/** What a table can show of a case: milliseconds; GFLOP/s and GB/s, from the minimum; bytes of memory. */
export type Figure =
  | "start"
  | "load"
  | "first"
  | "minimum"
  | "median"
  | "p95"
  | "spread"
  | "operations"
  | "rate"
  | "anonymous"
  | "resident";

/** Cases that do the same work. */
export interface Trial {
  readonly name: string;
  readonly title: string;
  /** What a reader must know to read the table. */
  readonly notes: string;
  /** Bytes that a repeat reads; 0 when a rate has no meaning. */
  readonly bytes: number;
  /** Multiplications and additions of a repeat, where they are counted. */
  readonly operations?: number;
  /** What its table shows, in this order. */
  readonly figures: readonly Figure[];
  /** Titles of the ratio columns. */
  readonly comparisons: readonly string[];
  readonly cases: readonly Case[];
  /** How what two cases produced differs more than it may; null when it does not. Default: by digest. */
  difference?(expected: Evidence, found: Evidence): string | null;
  dispose(): void;
}

export interface CaseResult {
  name: string;
  absent?: string;
  remark?: string;
  /** How many repeats were timed, over all rounds. */
  samples: number;
  figures: Partial<Record<Figure, number>>;
  /** The other case's minimum divided by this one's (2: twice as fast), by the title of the comparison. */
  ratios: Record<string, number>;
}

export interface TrialResult {
  name: string;
  title: string;
  notes: string;
  figures: Figure[];
  comparisons: string[];
  cases: CaseResult[];
}

export interface BenchResult {
  date: string;
  machine: {
    cpu: string;
    /** What the addon would use of it: "avx2". */
    target: string;
    cores: number;
    memoryBytes: number;
    platform: string;
    node: string;
  };
  rounds: number;
  trials: TrialResult[];
}
