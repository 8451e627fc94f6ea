import {
  compareRuntimeVersions,
  findOperator,
  float16RuleOf,
  minRuntimeVersion,
  type Operator,
  operatorNames,
  operators,
} from "../../src/ops/index.js";
import { BuiltinOperator } from "../../src/tflite/index.js";

describe("the list of operators", () => {
  test("holds every builtin operator once", () => {
    expect([...operatorNames].sort()).toEqual(Object.keys(BuiltinOperator.members).sort());
  });

  test("loads the operator of a row's name", () => {
    const rows = operators.filter((row) => "operator" in row);
    expect(rows.length).toBeGreaterThan(140);
    expect(rows.map((row) => (row as unknown as { operator: Operator }).operator.name)).toEqual(
      rows.map(({ name }) => name),
    );
  });

  test("finds operators by TensorFlow Lite's name", () => {
    expect(findOperator("CONV_2D")?.name).toBe("CONV_2D");
    expect(findOperator("STABLEHLO_COMPOSITE")?.name).toBe("STABLEHLO_COMPOSITE");
    expect(findOperator("conv_2d")).toBeUndefined();
    expect(findOperator("constructor")).toBeUndefined();
  });
});

describe("float16 rules", () => {
  test.each([
    "CONV_2D",
    "ADD",
    "WHILE",
    "GATHER",
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
    "ASSIGN_VARIABLE",
    "CUSTOM",
  ] as const)("constants of %s may become float16", (builtinCode) =>
    expect(float16RuleOf({ builtinCode })).toBe("constants"),
  );

  test("a sparse constant stays sparse in front of DENSIFY", () => {
    expect(float16RuleOf({ builtinCode: "DENSIFY" })).toBe("sparse");
  });

  test.each(["DEQUANTIZE", "DELEGATE", "PLACEHOLDER_FOR_GREATER_OP_CODES"] as const)(
    "%s leaves constants alone",
    (builtinCode) => expect(float16RuleOf({ builtinCode })).toBe("never"),
  );
});

describe("runtime versions", () => {
  test.each([
    ["DEQUANTIZE", 2, "1.14.0"],
    ["DEQUANTIZE", 3, "1.15.0"],
    ["DEQUANTIZE", 5, "2.7.0"],
    ["CONV_2D", 1, "1.5.0"],
    ["DENSIFY", 1, "2.2.0"],
    ["BROADCAST_TO", 1, undefined],
    ["BROADCAST_TO", 2, "2.5.0"],
    ["CONV_2D", 99, undefined],
    ["CUSTOM", 1, undefined],
    ["NO_SUCH_OPERATOR", 1, undefined],
  ])("%s version %d needs %s", (name, version, expected) => {
    expect(minRuntimeVersion(name, version)).toBe(expected);
  });

  test("every recorded version is of the form major.minor.patch", () => {
    for (const version of operators.flatMap((operator) => operator.minRuntimeVersion)) {
      if (version !== undefined) expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });

  test("are compared by number, not by letter", () => {
    const sorted = ["2.10.0", "1.15.0", "", "2.9.0", "1.5.0", "2.9"].sort(compareRuntimeVersions);
    expect(sorted).toEqual(["", "1.5.0", "1.15.0", "2.9", "2.9.0", "2.10.0"]);
    expect(compareRuntimeVersions("2.3.0", "2.3.0")).toBe(0);
  });
});
