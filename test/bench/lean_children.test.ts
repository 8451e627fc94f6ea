import { execFileSync } from "node:child_process";
import * as path from "node:path";

/** What a process loads that times a driver, before the driver starts: garbage of ours would be collected in its time. */
test("a process that times a driver has loaded next to nothing of its own", () => {
  const child = path.resolve(__dirname, "..", "..", "bench", "trials", "inference_child.js");
  const program = "require(process.argv[1]); console.log(JSON.stringify(Object.keys(require.cache)));";
  const loaded: string[] = JSON.parse(
    execFileSync(process.execPath, ["-e", program, child], { encoding: "utf8" }),
  );
  expect(loaded.length).toBeLessThan(20);
  expect(loaded.filter((file) => file.includes("node_modules"))).toEqual([]);
});
