import fs from "node:fs";
import { HalfliteError, ioError } from "../errors.js";

/** What an image shows: a class by its number, counted from 0. */
export interface LabelledImage {
  /** Relative to the folder of the images. */
  readonly file: string;
  readonly label: number;
}

/** Where the classes of images come from. */
export interface LabelSource {
  /**
   * A text file with a line for each image: "FILE<tab or comma>CLASS", in any order (further columns are ignored, and so is a first line
   * of headings), or only "CLASS", in the order of the sorted images. Absent: the name of the folder that holds an image is its class.
   */
  readonly labels?: string;
  /** A text file with the name of a class on each line, in the order of their numbers, for labels that are names. */
  readonly classes?: string;
}

/**
 * Finds the class of every image. Labels of files that are not there count for nothing; an image without one is an error.
 *
 * @param images relative to their folder, sorted
 * @throws INVALID_ARGUMENT naming the file and the line; IO
 */
export function labelImages(images: readonly string[], { labels, classes }: LabelSource): LabelledImage[] {
  const names = classes === undefined ? undefined : linesOf(classes);
  if (labels === undefined) return fromFolders(images, names);
  const lines = linesOf(labels);
  const rows = lines.map((line) => line.split(line.includes("\t") ? "\t" : ",").map((cell) => cell.trim()));
  const numberOf = classReader(labels, names);
  if (rows.every((row) => row.length === 1)) return fromOrder(images, rows, labels, numberOf);
  return fromNames(images, rows, labels, numberOf);
}

type ClassReader = (text: string, line: number) => number;

function fromOrder(
  images: readonly string[],
  rows: string[][],
  labels: string,
  numberOf: ClassReader,
): LabelledImage[] {
  if (rows.length === images.length)
    return images.map((file, i) => ({ file, label: numberOf(rows[i]![0]!, i) }));
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: labels,
    expected: `a label for each of the ${images.length} images, or "FILE<tab>CLASS" on each line`,
    received: `${rows.length} labels`,
  });
}

function fromNames(
  images: readonly string[],
  rows: string[][],
  labels: string,
  numberOf: ClassReader,
): LabelledImage[] {
  const known = new Set(images);
  const found = new Map<string, number>();
  for (const [i, [file, label]] of rows.entries())
    if (file !== undefined && known.has(file)) found.set(file, numberOf(label ?? "", i));
  const missing = images.filter((file) => !found.has(file));
  if (missing.length === 0) return images.map((file) => ({ file, label: found.get(file)! }));
  throw new HalfliteError("INVALID_ARGUMENT", {
    argument: labels,
    expected: "a label for every image",
    received: `none for ${missing.length} of ${images.length} (${missing.slice(0, 3).join(", ")}${missing.length > 3 ? ", ..." : ""})`,
  });
}

/** The class of an image is the folder that it lies in. */
function fromFolders(images: readonly string[], names: readonly string[] | undefined): LabelledImage[] {
  const folderOf = (file: string) => file.split("/").at(-2) ?? "";
  const folders = [...new Set(images.map(folderOf))].sort();
  if (folders.includes(""))
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: "labels",
      expected: "a file of labels, or a folder for each class",
      received: "images in no folder of their own",
    });
  const numberOf = classReader(
    "the folders of images",
    names ?? (folders.every(isNumber) ? undefined : folders),
  );
  return images.map((file, i) => ({ file, label: numberOf(folderOf(file), i) }));
}

const isNumber = (text: string) => /^\d+$/.test(text);

function classReader(source: string, names: readonly string[] | undefined): ClassReader {
  const numbers = new Map(names?.map((name, i) => [name, i]));
  return (text, line) => {
    const number = numbers.get(text) ?? (isNumber(text) ? Number(text) : undefined);
    if (number !== undefined && (names === undefined || number < names.length)) return number;
    const expected = names
      ? `one of ${names.length} classes by name or number`
      : "the number of a class, from 0 on";
    throw new HalfliteError("INVALID_ARGUMENT", {
      argument: `${source}, line ${line + 1}`,
      expected,
      received: `"${text}"`,
    });
  };
}

/** Without empty lines at the end. */
export function linesOf(file: string): string[] {
  let text: string;
  try {
    text = fs.readFileSync(file, "utf8");
  } catch (error) {
    throw ioError(error, file, "read");
  }
  return text
    .replace(/^\uFEFF/, "")
    .trimEnd()
    .split(/\r?\n/);
}
