import type { UnreadableImage } from "../../index.js";
import { type Palette, plural } from "./text.js";

/** Unreadable images that are listed. */
const LISTED = 10;

interface Evaluation {
  readonly images: {
    readonly evaluated: number;
    readonly denied: number;
    readonly resumed: number;
    readonly unreadable: readonly UnreadableImage[];
  };
  readonly workers: number;
  readonly seconds: number;
}

/** How many images an evaluation is of, and which could not be read. */
export function imagesLines({ images, workers, seconds }: Evaluation, colours: Palette): string[] {
  const { evaluated, denied, resumed, unreadable } = images;
  const notes = [
    denied > 0 ? `${denied} denied` : "",
    resumed > 0 ? `${resumed} from the journal` : "",
    unreadable.length > 0 ? colours.red(`${unreadable.length} unreadable`) : "",
  ].filter(Boolean);
  const shown = unreadable.slice(0, LISTED);
  const more = unreadable.length - shown.length;
  return [
    `${colours.bold(plural(evaluated, "image"))}${notes.length > 0 ? ` (${notes.join(", ")})` : ""} in ${seconds.toFixed(1)} s on ${plural(workers, "thread")}`,
    ...shown.map(({ reason }) => `  ${reason}`),
    ...(more > 0 ? [`  and ${plural(more, "more image")} (--json lists all)`] : []),
  ];
}
