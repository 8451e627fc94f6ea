import * as fs from "node:fs";
import { parseSelection } from "../../src/cli/selection.js";
import { readSelectionFiles, selectionText } from "../../src/cli/selection_file.js";
import { temporaryFolder } from "./halflite.js";

const folder = temporaryFolder();

test("what is written is read", () => {
  const file = folder.file("list.txt");
  fs.writeFileSync(file, selectionText(["why"], ["a/b;c d", "x#1"]));
  expect(readSelectionFiles([file])).toEqual(["tensor:a/b;c d", "tensor:x#1"]);
  expect(parseSelection("--exclude", readSelectionFiles([file]))).toEqual({ tensors: ["a/b;c d", "x#1"] });
});

test("comments, empty lines and line ends of Windows", () => {
  const file = folder.file("list.txt");
  fs.writeFileSync(file, "# first\r\n\r\n  op:CONV_2D  \r\n  # second\r\nsubgraph:0");
  expect(readSelectionFiles([file, file])).toEqual(["op:CONV_2D", "subgraph:0", "op:CONV_2D", "subgraph:0"]);
  expect(readSelectionFiles(undefined)).toEqual([]);
});

test("a file that cannot be read", () => {
  expect(() => readSelectionFiles([folder.file("none")])).toThrow(expect.objectContaining({ code: "IO" }));
});
