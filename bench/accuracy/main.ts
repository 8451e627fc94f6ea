import * as fs from "node:fs";
import * as path from "node:path";
import { repositoryRoot } from "../../test/paths.js";
import { table } from "../table.js";
import { type AccuracyRow, accuracyRows } from "./measure.js";

const README = path.join(repositoryRoot, "README.md");
const [BEGIN, END] = ["<!-- accuracy: npm run report:accuracy -->", "<!-- /accuracy -->"];

/** Measures the models of the README's table and writes it. */
async function main(): Promise<void> {
  const text = fs.readFileSync(README, "utf8");
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`README.md has no place for the table: ${BEGIN} ... ${END}`);
  const measured = accuracyTable(await accuracyRows());
  fs.writeFileSync(README, `${text.slice(0, begin + BEGIN.length)}\n${measured}\n${text.slice(end)}`);
  console.log(measured);
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;

const accuracyTable = (rows: readonly AccuracyRow[]): string =>
  table(
    ["model", "measured", "images", "float32 size", "float32", "float16 size", "float16", "same answer"],
    rows.map(({ title, metric, images, float32, float16, same }) => [
      title,
      metric,
      String(images),
      megabytes(float32.byteLength),
      float32.value,
      megabytes(float16.byteLength),
      float16.value,
      same,
    ]),
  );

if (require.main === module)
  main().catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
