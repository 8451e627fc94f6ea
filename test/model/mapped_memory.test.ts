import { constants, type NodeGCPerformanceDetail, PerformanceObserver } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { loadAddon } from "../../src/addon/index.js";
import { fixture } from "../paths.js";
import { backends } from "./backends.js";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

type Collection = PerformanceEntry & { readonly detail: NodeGCPerformanceDetail };

const nativeTest = backends.includes("native") ? test : test.skip;
const settle = () => new Promise((resolve) => setTimeout(resolve, 20));

/** Maps a file of 1.9 MB so often that V8 would collect garbage several times if those were bytes of memory. */
function mapOften(): number {
  const mapping = loadAddon().addon!.mapFile(fixture("mobilenet_v1_0.25_128.tflite"));
  for (let i = 0; i < 200; i++) mapping.window(0, mapping.size);
  mapping.close();
  return 200 * mapping.size;
}

/** How often all of the memory was looked through while something was done. */
async function collectionsDuring(action: () => void): Promise<number> {
  let count = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries() as Collection[])
      if (detail.kind !== constants.NODE_PERFORMANCE_GC_MINOR) count++;
  });
  observer.observe({ entryTypes: ["gc"] });
  action();
  await settle();
  observer.disconnect();
  return count;
}

nativeTest("a file is read ahead while its mapping is, and nothing but arrays of bytes", async () => {
  const addon = loadAddon().addon!;
  const mapping = addon.mapFile(fixture("mobilenet_v1_0.25_128.tflite"));
  addon.readAhead(new Uint8Array(mapping.window(1, mapping.size - 1)));
  addon.readAhead(new Uint8Array(0));
  mapping.close();
  collectGarbage();
  await settle();
  expect(() => addon.readAhead("bytes" as never)).toThrow(/bytes/);
});

nativeTest("many mappings are collected", async () => {
  mapOften();
  collectGarbage();
  await settle();
  collectGarbage();
});

const major = Number.parseInt(process.versions.node, 10);
// Newer V8 ends processes that take from its count what it takes, too.
const untilNode22 = major <= 22 ? nativeTest : test.skip;

untilNode22("mapping files makes V8 collect no garbage up to Node 22", async () => {
  collectGarbage();
  await settle();
  const action = () => {
    expect(mapOften()).toBeGreaterThan(2 ** 28);
  };
  expect(await collectionsDuring(action)).toBe(0);
});
