import type { UnreadableImage } from "../../evaluate/index.js";
import { plural } from "../number_text.js";
import type { ReportSection } from "../report.js";

interface ImagesEvaluation {
  readonly images: {
    readonly evaluated: number;
    readonly denied: number;
    readonly unreadable: readonly UnreadableImage[];
  };
  readonly workers: number;
  readonly seconds: number;
}

/** What an evaluation is of, and which images it lacks. */
export function imagesSection(
  { images, workers, seconds }: ImagesEvaluation,
  notes: readonly string[] = [],
): ReportSection {
  const { evaluated, denied, unreadable } = images;
  const left = [
    ...(denied > 0 ? [`${plural(denied, "image")} of the denylist`] : []),
    ...(unreadable.length > 0 ? [`${plural(unreadable.length, "image")} that could not be read`] : []),
    ...notes,
  ];
  return {
    heading: "Images",
    text: [
      `${plural(evaluated, "image")}, in ${seconds.toFixed(1)} s on ${plural(workers, "thread")}.`,
      ...(left.length > 0 ? [`Left out: ${left.join(", ")}.`] : []),
    ],
    ...(unreadable.length > 0
      ? {
          tables: [
            {
              caption: "Images that could not be read",
              columns: [{ name: "image", format: "name" as const }, { name: "reason" }],
              rows: unreadable.map(({ file, reason }) => [file, reason]),
            },
          ],
        }
      : {}),
  };
}
