import { table } from "./table.js";
import type { CaseResult, TrialResult } from "./trial.js";

/** What is compared: less is better. */
const quantities: Readonly<Record<string, (each: CaseResult) => number | undefined>> = {
  minimum: ({ figures }) => figures.minimum,
  "load and first run": ({ figures: { load, first } }) =>
    load === undefined || first === undefined ? undefined : load + first,
};

const THREADS = ["1 thread", "2 threads"];

/** Every case in which a peer on as many threads needs less than halflite's native code, as a table; null where there is none. */
export function behindTable(trials: readonly TrialResult[]): string | null {
  const rows = Object.entries(quantities).flatMap(([quantity, of]) =>
    trials.flatMap(({ title, cases }) =>
      THREADS.flatMap((threads) => {
        const own = cases.find(({ name }) => name === `halflite native, ${threads}`);
        const [best] = cases
          .filter(({ name }) => isPeer(name, threads))
          .map((each) => ({ name: each.name, value: of(each) ?? Infinity }))
          .sort((a, b) => a.value - b.value);
        const value = own && of(own);
        if (value === undefined || !best || value <= best.value) return [];
        const ratio = `${(value / best.value).toFixed(2)}x`;
        return [[title, quantity, threads, value.toFixed(2), best.name, best.value.toFixed(2), ratio]];
      }),
    ),
  );
  const header = ["model", "of", "threads", "halflite ms", "best peer", "its ms", "ratio"];
  return rows.length > 0 ? table(header, rows) : null;
}

/** Peers whose names tell no number of threads have one. */
const isPeer = (name: string, threads: string): boolean =>
  !name.startsWith("halflite") &&
  (name.endsWith(threads) || (threads === THREADS[0] && !name.includes("thread")));
