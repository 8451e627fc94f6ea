import { encode } from "../../src/tflite/encode.js";
import { fromBytes, readModel } from "../../src/tflite/index.js";
import { Spending } from "../../src/tflite/limits.js";
import { defineTable, int32 } from "../../src/tflite/schema/define.js";
import { Model, Operator, SubGraph } from "../../src/tflite/schema/model.js";
import { Tensor } from "../../src/tflite/schema/tensor.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { make, tinyModel } from "./records.js";
import { defectOf, Victim } from "./vandalism.js";

const INVALID = "INVALID_MODEL";
const UNSUPPORTED = "UNSUPPORTED_MODEL";

test("the undamaged model is read", () => {
  expect(defectOf(new Victim().bytes)).toBeNull();
});

describe("what is no flatbuffer", () => {
  test.each([0, 1, 3, 4, 7])("%d bytes", (length) => {
    expect(defectOf(new Uint8Array(length))).toMatchObject({ code: INVALID, offset: 0 });
  });

  test("text", () => {
    const text = new TextEncoder().encode("This isn't a TensorFlow model");
    expect(defectOf(text)).toMatchObject({ code: INVALID, field: "identifier", offset: 4 });
  });

  test("a header alone", () => {
    const header = Uint8Array.from([8, 0, 0, 0, 0x54, 0x46, 0x4c, 0x33]);
    expect(defectOf(header)).toMatchObject({ code: INVALID, field: "model", offset: 0 });
  });

  test.each([0, 0x7fffffff, 0x80000000, 0xffffffff])("a root at %d", (root) => {
    const victim = new Victim();
    expect(defectOf(victim.setUint32(0, root).bytes)).toMatchObject({ code: INVALID, offset: 0 });
  });
});

describe("tables", () => {
  const place = ["subgraphs", 0, "tensors", 1];
  const field = "subgraphs[0].tensors[1]";

  test.each([0x7fffffff, -0x80000000, 1 << 20, -(1 << 20)])("a vtable at distance %d", (distance) => {
    const victim = new Victim();
    const table = victim.target(...place);
    victim.view.setInt32(table, distance, true);
    expect(defectOf(victim.bytes)).toMatchObject({ code: INVALID, field });
  });

  test.each([0, 2, 3, 5, 0xfffe])("a vtable of %d bytes", (byteLength) => {
    const victim = new Victim();
    expect(defectOf(victim.setUint16(victim.vtable(...place), byteLength).bytes)?.code).toBe(INVALID);
  });

  test.each([0, 3])("a table of %d bytes", (size) => {
    const victim = new Victim();
    expect(defectOf(victim.setUint16(victim.vtable(...place) + 2, size).bytes)?.code).toBe(INVALID);
  });

  test("a table that reaches behind the end", () => {
    const victim = new Victim();
    expect(defectOf(victim.setUint16(victim.vtable(...place) + 2, 0xffff).bytes)?.code).toBe(INVALID);
  });

  test.each([1, 3, 0x7ffe])("a field at %d of its table", (offset) => {
    const victim = new Victim();
    const defect = defectOf(victim.setUint16(victim.vtable(...place) + 4, offset).bytes);
    expect(defect?.code).toBe(INVALID);
    expect(defect?.field).toMatch(/^subgraphs\[0\]\.tensors\[\d\]\.shape$/);
  });

  test("a scalar that is not aligned", () => {
    const victim = new Victim();
    const slot = victim.vtable(...place) + 4 + 2 * 2;
    const defect = defectOf(victim.setUint16(slot, victim.view.getUint16(slot, true) - 1).bytes);
    expect(defect).toMatchObject({ code: INVALID });
    expect(defect?.message).toMatch(/divisible by 4/);
  });

  test("a table that is not aligned", () => {
    const victim = new Victim();
    const at = victim.at(...place);
    victim.setUint32(at, victim.view.getUint32(at, true) + 1);
    expect(defectOf(victim.bytes)).toMatchObject({ code: INVALID, field });
  });

  test.each([0, 0x7fffffff, 0x80000001, 0xffffffff])("an offset of %d", (offset) => {
    const victim = new Victim();
    const at = victim.at(...place);
    expect(defectOf(victim.setUint32(at, offset).bytes)).toMatchObject({ code: INVALID, field, offset: at });
  });
});

describe("vectors and strings", () => {
  test.each([
    [["subgraphs"], 0xffffffff],
    [["subgraphs", 0, "tensors"], 0x40000000],
    [["subgraphs", 0, "tensors", 1, "shape"], 0x3fffffff],
    [["buffers", 2, "data"], 0xffffffff],
    [["description"], 0xffffffff],
  ])("%p of %d elements", (place, length) => {
    const victim = new Victim();
    const at = victim.target(...place);
    const before = process.memoryUsage().arrayBuffers;
    expect(defectOf(victim.setUint32(at, length).bytes)).toMatchObject({ code: INVALID });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  test("a string without its zero byte", () => {
    const victim = new Victim();
    const end = victim.target("description") + 4 + "tiny".length;
    expect(defectOf(victim.setUint8(end, 65).bytes)).toMatchObject({
      code: INVALID,
      field: "description",
      offset: end,
    });
  });

  test("a string that is no UTF-8", () => {
    const victim = new Victim();
    const start = victim.target("subgraphs", 0, "tensors", 1, "name") + 4;
    expect(defectOf(victim.setUint8(start, 0xff).bytes)).toMatchObject({
      code: INVALID,
      field: "subgraphs[0].tensors[1].name",
      offset: start,
    });
  });

  test("a byte order mark and zero characters belong to the string", () => {
    const tiny = tinyModel();
    tiny.model.description = "\ufeffa\0b";
    expect(readModel(fromBytes(writeModelBytes(tiny))).model.description).toBe("\ufeffa\0b");
  });
});

describe("unions and enums", () => {
  const operator = ["subgraphs", 0, "operators", 0];
  /** Where the type of the operator's options is. */
  const typeAt = (victim: Victim) => {
    const table = victim.target(...operator);
    return table + victim.view.getUint16(victim.vtable(...operator) + 4 + 2 * 3, true);
  };

  test("a type that the schema does not know", () => {
    const victim = new Victim();
    expect(defectOf(victim.setUint8(typeAt(victim), 127).bytes)).toMatchObject({
      code: UNSUPPORTED,
      field: "subgraphs[0].operators[0].builtinOptions",
    });
  });

  test("a type without a value", () => {
    const victim = new Victim();
    expect(defectOf(victim.setUint16(victim.vtable(...operator) + 4 + 2 * 4, 0).bytes)).toMatchObject({
      code: INVALID,
      field: "subgraphs[0].operators[0].builtinOptions",
    });
  });

  test("a value without a type", () => {
    const victim = new Victim();
    expect(defectOf(victim.setUint8(typeAt(victim), 0).bytes)).toMatchObject({
      code: INVALID,
      field: "subgraphs[0].operators[0].builtinOptions",
    });
  });

  test("an enum value that the schema does not know", () => {
    const victim = new Victim();
    const at = victim.at(...operator, "builtinOptions", "fusedActivationFunction");
    expect(defectOf(victim.setUint8(at, 6).bytes)).toMatchObject({
      code: UNSUPPORTED,
      field: "subgraphs[0].operators[0].builtinOptions.fusedActivationFunction",
      offset: at,
    });
  });

  test("an operator that the schema does not know", () => {
    const tiny = tinyModel();
    tiny.model.operatorCodes![0]!.builtinCode = "STABLEHLO_CASE";
    const victim = new Victim(tiny);
    const at = victim.at("operatorCodes", 0, "builtinCode");
    expect(defectOf(victim.setUint32(at, 210).bytes)).toMatchObject({
      code: UNSUPPORTED,
      field: "operatorCodes[0].builtinCode",
      offset: at,
    });
  });
});

describe("what a newer schema may bring", () => {
  const { model, buffers } = tinyModel();
  const Newer = defineTable("Model", { ...Model.fields, novelty: int32(), other: int32() });
  const newer = (novelty: number, other: number) => {
    const records = buffers.map(() => ({ data: null, offset: 0n, size: 0n }));
    const subgraphs = [make(SubGraph, {})];
    const record = { ...model, subgraphs, signatureDefs: null, buffers: records, novelty, other };
    return Uint8Array.from(encode(Newer, record, "TFL3"));
  };

  test("a field in use is refused, not dropped", () => {
    expect(defectOf(newer(0, 7))).toMatchObject({ code: UNSUPPORTED, field: "model" });
  });

  test("a field that is not in use is none", () => {
    expect(defectOf(newer(0, 0))).toBeNull();
  });

  test("another version of the schema is refused", () => {
    const tiny = tinyModel();
    tiny.model.version = 4;
    const victim = new Victim(tiny);
    expect(defectOf(victim.bytes)).toMatchObject({
      code: UNSUPPORTED,
      field: "version",
      offset: victim.at("version"),
    });
  });
});

describe("files that unfold", () => {
  test("many tensors that are the same long one", () => {
    const tiny = tinyModel();
    const long = make(Tensor, { shape: new Array(20000).fill(1) });
    tiny.model.subgraphs![0]!.tensors!.push(long, ...Array.from({ length: 2000 }, () => make(Tensor, {})));
    const victim = new Victim(tiny);
    const target = victim.target("subgraphs", 0, "tensors", 3);
    for (let i = 4; i < 2003; i++) {
      const at = victim.at("subgraphs", 0, "tensors", i);
      victim.setUint32(at, target - at);
    }
    const started = performance.now();
    const defect = defectOf(victim.bytes);
    expect(defect?.code).toBe(INVALID);
    expect(defect?.message).toMatch(/repeated/);
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test("more records than fit into memory", () => {
    const spending = new Spending(2 ** 40);
    const record = 200;
    let count = 0;
    while (count < 2 ** 22 && spending.spend(8, record) === null) count++;
    expect(count).toBe(Math.floor(2 ** 29 / record));
    expect(spending.spend(8, record)).toBe("memory");
  });
});

test("an operator that is far from its subgraph names its own byte", () => {
  const tiny = tinyModel();
  const operators = Array.from({ length: 50 }, () => make(Operator, { inputs: [0, 1], outputs: [2] }));
  operators[40]!.opcodeIndex = 9;
  tiny.model.subgraphs![0]!.operators!.push(...operators);
  const victim = new Victim(tiny);
  expect(defectOf(victim.bytes)).toMatchObject({
    code: INVALID,
    field: "subgraphs[0].operators[41].opcodeIndex",
    offset: victim.at("subgraphs", 0, "operators", 41, "opcodeIndex"),
  });
});
