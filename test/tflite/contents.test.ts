import { fromBytes, rangeOf, readModel, readRange } from "../../src/tflite/index.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { tinyModel } from "./records.js";
import { defectOf, Victim } from "./vandalism.js";

const OUTSIDE = { outside: true };

describe("contents behind the flatbuffer", () => {
  const spoiled = (index: number, offset: bigint, size: bigint) => {
    const victim = new Victim(tinyModel(), OUTSIDE);
    victim.view.setBigUint64(victim.at("buffers", index, "offset"), offset, true);
    victim.view.setBigUint64(victim.at("buffers", index, "size"), size, true);
    return defectOf(victim.bytes);
  };
  const field = "buffers[2].offset";

  test.each([
    [2n ** 40n, 8n],
    [2n ** 64n - 4n, 8n],
    [2n ** 64n - 1n, 2n ** 64n - 1n],
    [100n, 2n ** 63n],
  ])("at %d, %d bytes: outside the file", (offset, size) => {
    expect(spoiled(2, offset, size)).toMatchObject({ code: "INVALID_MODEL", field });
  });

  test("inside the flatbuffer", () => {
    expect(spoiled(2, 4n, 8n)).toMatchObject({ code: "INVALID_MODEL", field, offset: 4 });
    expect(spoiled(2, 64n, 8n)).toMatchObject({ code: "INVALID_MODEL", field, offset: 64 });
  });

  test("overlapping another one", () => {
    const victim = new Victim(tinyModel(), OUTSIDE);
    const offset = victim.view.getBigUint64(victim.at("buffers", 2, "offset"), true);
    expect(spoiled(3, offset + 4n, 5n)).toMatchObject({ code: "INVALID_MODEL", field: "buffers[3].offset" });
  });

  test("both inside and behind", () => {
    const tiny = tinyModel();
    const victim = new Victim(tiny);
    const behind = new Victim(tiny, OUTSIDE);
    expect(defectOf(victim.bytes)).toBeNull();
    // The field of the offset to `data` moves into the vtable of the other form.
    const vtable = behind.vtable("buffers", 2);
    const at = behind.at("buffers", 2, "size");
    behind.setUint16(vtable + 4, at - behind.target("buffers", 2)).setUint32(at, 4);
    expect(defectOf(behind.bytes)).toMatchObject({ code: "UNSUPPORTED_MODEL", field: "buffers[2]" });
  });

  test("a placeholder is none", () => {
    const victim = new Victim(tinyModel(), OUTSIDE);
    victim.view.setBigUint64(victim.at("buffers", 3, "offset"), 1n, true);
    victim.view.setBigUint64(victim.at("buffers", 3, "size"), 1n, true);
    expect(readModel(fromBytes(victim.bytes)).buffers[3]).toBeNull();
  });

  test("buffers that are the same bytes have the same view", () => {
    const victim = new Victim(tinyModel(), OUTSIDE);
    for (const field of ["offset", "size"] as const) {
      const value = victim.view.getBigUint64(victim.at("buffers", 2, field), true);
      victim.view.setBigUint64(victim.at("buffers", 3, field), value, true);
    }
    const { buffers } = readModel(fromBytes(victim.bytes));
    expect(buffers[3]).toBe(buffers[2]);
  });
});

describe("large custom options", () => {
  const withOptions = (byteLength: number) => {
    const tiny = tinyModel();
    const bytes = Uint8Array.from({ length: byteLength }, (_, i) => i);
    tiny.model.subgraphs![0]!.operators![0]!.customOptions = rangeOf(bytes);
    return tiny;
  };
  const place = ["subgraphs", 0, "operators", 0];

  test("go behind the flatbuffer with the contents, and come back", () => {
    const tiny = withOptions(100_000);
    const bytes = writeModelBytes(tiny, OUTSIDE);
    const { model } = readModel(fromBytes(bytes));
    const operator = model.subgraphs![0]!.operators![0]!;
    expect(readRange(operator.customOptions!)).toEqual(readRange(withOptionsOf(tiny)));
    expect(operator).toMatchObject({ largeCustomOptionsOffset: 0n, largeCustomOptionsSize: 0n });
    const victim = new Victim(tiny, OUTSIDE);
    expect(victim.view.getBigUint64(victim.at(...place, "largeCustomOptionsSize"), true)).toBe(100_000n);
  });

  const withOptionsOf = ({ model }: ReturnType<typeof tinyModel>) =>
    model.subgraphs![0]!.operators![0]!.customOptions!;

  test("outside the file", () => {
    const victim = new Victim(withOptions(100_000), OUTSIDE);
    victim.view.setBigUint64(victim.at(...place, "largeCustomOptionsOffset"), 2n ** 63n, true);
    expect(defectOf(victim.bytes)).toMatchObject({
      code: "INVALID_MODEL",
      field: "subgraphs[0].operators[0].largeCustomOptionsOffset",
    });
  });

  test("options of many operators that are the same bytes", () => {
    const tiny = withOptions(100_000);
    const operator = tiny.model.subgraphs![0]!.operators![0]!;
    tiny.model.subgraphs![0]!.operators = Array.from({ length: 6 }, () => ({ ...operator }));
    const defect = defectOf(writeModelBytes(tiny, OUTSIDE));
    expect(defect).toMatchObject({ code: "INVALID_MODEL", field: "subgraphs[0].operators[4]" });
  });

  test("small ones stay inside", () => {
    const victim = new Victim(withOptions(1000), OUTSIDE);
    expect(victim.view.getUint32(victim.target(...place, "customOptions"), true)).toBe(1000);
  });
});
