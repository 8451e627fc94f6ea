import type { Bench } from "./bench.js";
import { bulkTrial } from "./trials/bulk.js";
import { cliTrial } from "./trials/cli.js";
import { fileTrial } from "./trials/file.js";

export const convertBench: Bench = {
  name: "convert",
  title: "Converting",
  trials: ({ quick, size }) => [
    { name: "bulk", make: () => bulkTrial(size ?? (quick ? 2 ** 24 : 2 ** 28)) },
    { name: "file", make: () => fileTrial(size ?? (quick ? 2 ** 25 : 2 ** 30)) },
    { name: "cli", make: cliTrial },
  ],
};
