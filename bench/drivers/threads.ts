/** How many threads a driver is given. */
export const threadCounts = [1, 2] as const;

/** What it is compared within, and how its name ends. */
export const threadsText = (threads: (typeof threadCounts)[number]) =>
  threads === 1 ? "1 thread" : "2 threads";
