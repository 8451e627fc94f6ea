import type { MixedPrecision, RankedConstant } from "../../index.js";
import { bytes, columns, measure, type Palette, plural } from "./text.js";

/** A search's findings, ready to print. */
export interface ShownMixedPrecision {
  readonly model: string;
  readonly found: MixedPrecision;
  /** What the samples were. */
  readonly samples: string;
  /** The file that the list was written to. */
  readonly output: string | undefined;
  readonly all: boolean;
}

/** Constants that are listed unless all are or a file has them. */
const LISTED = 10;

/** What --bisect found, for people. */
export function mixedPrecisionText(shown: ShownMixedPrecision, colours: Palette): string {
  const { model, found, samples } = shown;
  const { byteLength, errorOfAll, error, evaluations, metric, kept } = found;
  const sizes = `${bytes(byteLength.float32)} float32, ${bytes(byteLength.float16)} float16`;
  const isMixed = kept.length > 0;
  return [
    colours.bold(model),
    ...columns([
      ["samples", samples],
      ["tried", `${plural(evaluations, "model")}, ${plural(found.candidates, found.unit)} to choose from`],
      [
        metric,
        `${measure(errorOfAll)} with all of them float16${isMixed ? `, ${measure(error)} without those below` : ""}`,
      ],
      ["size", isMixed ? `${sizes}, ${bytes(byteLength.mixed)} mixed` : sizes],
    ]),
    verdict(found, colours),
    ...listLines(shown),
  ].join("\n");
}

function verdict({ stopped, reached, kept, metric, maxError }: MixedPrecision, colours: Palette): string {
  const bound = `${metric} <= ${measure(maxError)}`;
  if (stopped && kept.length === 0)
    return colours.yellow(`Interrupted before a set of constants was found for ${bound}.`);
  if (stopped)
    return colours.yellow(
      `Interrupted: ${plural(kept.length, "constant")} kept float32 give ${bound}; fewer might do:`,
    );
  if (!reached) return colours.red(`Not even with all constants float32 is ${bound}.`);
  if (kept.length === 0) return colours.green(`Everything can be float16 for ${bound}.`);
  const one = kept.length === 1;
  return colours.green(
    `${plural(kept.length, "constant")} ${one ? "has" : "have"} to stay float32 for ${bound}:`,
  );
}

function listLines({ model, found, output, all }: ShownMixedPrecision): string[] {
  // What was measured is worth something without a set.
  const constants = found.kept.length > 0 || !found.stopped ? found.kept : found.ranking;
  if (constants.length === 0) return [];
  const listed = all || output === undefined ? constants : constants.slice(0, LISTED);
  const rows = listed.map(({ error, byteLength, name }: RankedConstant) => [
    measure(error),
    bytes(byteLength),
    name,
  ]);
  const more = constants.length - listed.length;
  const lines = columns([["error alone", "float32", "constant"], ...rows], [0, 1]);
  if (more > 0) lines.push(`  and ${more} more`);
  if (output !== undefined && found.kept.length > 0)
    lines.push(`${output} lists them: halflite convert ${model} --exclude-from ${output}`);
  return lines;
}
