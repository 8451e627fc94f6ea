import { parseSelection } from "../../src/cli/selection.js";

test("nothing given", () => {
  expect(parseSelection("--include", undefined)).toBeUndefined();
  expect(parseSelection("--include", [])).toBeUndefined();
});

test("every form", () => {
  expect(
    parseSelection("--include", ["op:CONV_2D", "tensor:a:b*", "subgraph:0", "subgraph:main", "op:ADD"]),
  ).toEqual({
    operators: ["CONV_2D", "ADD"],
    tensors: ["a:b*"],
    subgraphs: [0, "main"],
  });
});

test.each(["CONV_2D", "op:", "operator:ADD", ""])("refuses %j", (value) => {
  expect(() => parseSelection("--exclude", [value])).toThrow(
    expect.objectContaining({
      code: "INVALID_ARGUMENT",
      details: expect.objectContaining({ argument: "--exclude" }),
    }),
  );
});
