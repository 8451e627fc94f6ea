import { diagnose, diagnoseFrom } from "../../src/addon/diagnose.js";
import { avx2, fakeAddon, noAvx512, notLoaded } from "./fake_addon.js";

const loaded = fakeAddon(noAvx512, avx2);

test("all is well", () => {
  const diagnosis = diagnoseFrom(loaded, {}, {});
  expect(diagnosis).toMatchObject({
    node: process.version,
    platform: process.platform,
    arch: process.arch,
    addon: { path: "/there/halflite.node", failures: [] },
    targets: [noAvx512, avx2],
    backend: "native",
    target: "avx2",
    chosenBy: "the best supported target",
    error: null,
    remedies: [],
  });
});

test("who chose", () => {
  const chosenBy = (options: object, env: NodeJS.ProcessEnv) => diagnoseFrom(loaded, options, env).chosenBy;
  expect(chosenBy({ target: "avx2" }, {})).toBe("target");
  expect(chosenBy({}, { HALFLITE_TARGET: "avx2" })).toBe("HALFLITE_TARGET");
  expect(chosenBy({}, { HALFLITE_BACKEND: "native" })).toBe(
    "HALFLITE_BACKEND, then the best supported target",
  );
  expect(chosenBy({}, { HALFLITE_BACKEND: "js" })).toBe("chosen by HALFLITE_BACKEND");
});

test("without the addon there is a remedy", () => {
  const diagnosis = diagnoseFrom(notLoaded, {}, {});
  expect(diagnosis).toMatchObject({ backend: "js", target: null, threads: 1, error: null, targets: [] });
  expect(diagnosis.addon).toEqual({ path: null, failures: notLoaded.failures });
  expect(diagnosis.remedies.join()).toContain("npm rebuild halflite");
});

test("each known reason has its remedy", () => {
  const remedies = (reason: string) =>
    diagnoseFrom({ failures: [{ path: "/there/prebuilds/halflite.node", reason }] }, {}, {}).remedies.join();
  expect(remedies("built from other sources: no transfer")).toContain("build again");
  expect(remedies("built for glibc, but this Node.js runs on musl")).toContain("musl");
});

test("an impossible choice is an error in the data, not a throw", () => {
  const diagnosis = diagnoseFrom(loaded, {}, { HALFLITE_TARGET: "avx512" });
  expect(diagnosis).toMatchObject({ backend: null, target: null });
  expect(diagnosis.error).toContain("CPU lacks avx512bw");
  expect(diagnosis.remedies.join()).toContain("HALFLITE_TARGET");
});

test("it is plain data", () => {
  const diagnosis = diagnose();
  expect(JSON.parse(JSON.stringify(diagnosis))).toEqual(diagnosis);
});
