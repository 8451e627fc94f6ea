import type { Trial } from "./trial.js";

export interface Settings {
  /** One round over little: does it run at all. */
  readonly quick: boolean;
  /** Bytes of the data, where a trial's data can have any size. */
  readonly size: number | undefined;
}

/** A trial that can be chosen by its name, and is prepared only when it is. */
export interface TrialMaker {
  readonly name: string;
  make(): Trial | Promise<Trial>;
}

/** Trials that are run and reported together. */
export interface Bench {
  /** On the command line, and of the file of its results. */
  readonly name: string;
  readonly title: string;
  /** What stands above a table of all minima; absent for no such table. */
  readonly overview?: string;
  /** What stands above a table of the cases in which a peer is ahead, the reasons; absent for no such table. */
  readonly behind?: string;
  trials(settings: Settings): readonly TrialMaker[];
}
