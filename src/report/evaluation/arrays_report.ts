import type { ArrayEvaluation, ArrayResult, MetricResult } from "../../evaluate/index.js";
import { plural } from "../number_text.js";
import type { Report, ReportSection } from "../report.js";
import { modelsSection } from "./models_section.js";
import { shortNames } from "./short_names.js";

/** Does what `arraysReport` of the index says. */
export function arraysReport({ samples, models }: ArrayEvaluation): Report {
  const metrics = [
    ...new Set(
      models.flatMap(({ outputs }) =>
        outputs.flatMap((output) => output.metrics.map(({ metric }) => metric)),
      ),
    ),
  ];
  return {
    title: "Models against expected arrays",
    subtitle: `${shortNames(models.map(({ file }) => file)).join(", ")}; ${plural(samples, "sample")}`,
    sections: [...metrics.map((metric) => metricSection(metric, models)), modelsSection(models)],
  };
}

const overall = (result: MetricResult): number => ("mean" in result ? result.mean : result.rate);

function metricSection(metric: MetricResult["metric"], models: readonly ArrayResult[]): ReportSection {
  const names = shortNames(models.map(({ file }) => file));
  const rows = models.flatMap(({ outputs }, i) =>
    outputs.flatMap(({ name, metrics }) =>
      metrics
        .filter((result) => result.metric === metric)
        .map((result) => ({ model: names[i]!, output: name, result })),
    ),
  );
  const interval = (result: MetricResult) => ("low" in result ? ([result.low, result.high] as const) : null);
  return {
    heading: metric,
    charts: [
      {
        kind: "bars",
        caption: metric,
        axis: metric,
        format: "measure",
        categories: rows.map(({ model, output }) => `${model}: ${output}`),
        series: [
          {
            name: metric,
            values: rows.map(({ result }) => overall(result)),
            intervals: rows.map(({ result }) => interval(result)),
          },
        ],
      },
    ],
    tables: [
      {
        columns: [
          { name: "model", format: "name" },
          { name: "output", format: "name" },
          { name: metric, format: "measure" },
          { name: "worst sample", format: "name" },
          { name: "there", format: "measure" },
        ],
        rows: rows.map(({ model, output, result }) => [
          model,
          output,
          overall(result),
          result.worst.sample,
          result.worst.value,
        ]),
      },
    ],
  };
}
