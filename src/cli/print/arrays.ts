import type { ArrayEvaluation, ArrayResult, MetricResult } from "../../index.js";
import { bytes, columns, measure, type Palette, plural } from "./text.js";

/** An evaluation as text for people. */
export function arraysText({ samples, models }: ArrayEvaluation, colours: Palette): string {
  return [
    colours.bold(plural(samples, "sample")),
    ...models.flatMap((model) => modelLines(model, colours)),
  ].join("\n");
}

function modelLines({ file, byteLength, outputs, latency }: ArrayResult, colours: Palette): string[] {
  return [
    `${colours.bold(file)}, ${bytes(byteLength)}, median ${latency.median.toFixed(2)} ms`,
    ...columns(
      outputs.flatMap(({ name, metrics }) =>
        metrics.map((result) => [
          name,
          result.metric,
          valueText(result),
          `worst ${measure(result.worst.value)} (${result.worst.sample})`,
        ]),
      ),
    ),
  ];
}

function valueText(result: MetricResult): string {
  if ("mean" in result) return measure(result.mean);
  const rate = `${(100 * result.rate).toFixed(2)}%, ${result.count} of ${result.total}`;
  return "low" in result
    ? `${rate} (${(100 * result.low).toFixed(2)}% to ${(100 * result.high).toFixed(2)}%)`
    : rate;
}
