import { binsOf } from "../charts/bins.js";
import type { BarChart, HistogramChart, PointChart, ReportChart, ReportTable } from "../report.js";

/** Longer lists of dots are cut to the largest. */
const MOST_ROWS = 30;

/** What a chart shows, as tables. */
export function chartTables(chart: ReportChart): ReportTable[] {
  switch (chart.kind) {
    case "bars":
      return [barTable(chart)];
    case "points":
      return [pointTable(chart)];
    case "histogram":
      return histogramTables(chart);
  }
}

function barTable({ caption, axis, format, categories, series }: BarChart): ReportTable {
  return {
    caption: `${caption}: ${axis}`,
    columns: [
      { name: "", format: "name" },
      ...series.flatMap(({ name, intervals }) => [
        { name, format },
        ...(intervals
          ? [
              { name: `${name}, from`, format },
              { name: "to", format },
            ]
          : []),
      ]),
    ],
    rows: categories.map((category, i) => [
      category,
      ...series.flatMap(({ values, intervals }) => [
        values[i] ?? null,
        ...(intervals ? (intervals[i] ?? [null, null]) : []),
      ]),
    ]),
  };
}

function pointTable({ caption, axis, format, order, names, series }: PointChart): ReportTable {
  const largest = (place: number) =>
    Math.max(...series.map(({ values }) => values[place] ?? Number.NEGATIVE_INFINITY));
  const places = names.map((_, place) => place);
  const isCut = places.length > MOST_ROWS;
  const shown = isCut ? places.sort((a, b) => largest(b) - largest(a) || a - b).slice(0, MOST_ROWS) : places;
  return {
    caption: `${caption}: ${axis}${isCut ? `, the ${MOST_ROWS} largest of ${names.length}` : ""}`,
    columns: [
      { name: order, format: "count" },
      { name: "", format: "name" },
      ...series.map(({ name }) => ({ name, format })),
    ],
    rows: shown.map((place) => [
      place + 1,
      names[place]!,
      ...series.map(({ values }) => values[place] ?? null),
    ]),
  };
}

function histogramTables({ caption, axis, format, values, marks = [] }: HistogramChart): ReportTable[] {
  const { start, width, counts } = binsOf(values);
  const bins: ReportTable = {
    caption: `${caption}: ${axis}`,
    columns: [
      { name: "from", format },
      { name: "to", format },
      { name: "how often", format: "count" },
    ],
    rows: counts.flatMap((count, i) =>
      count > 0 ? [[start + i * width, start + (i + 1) * width, count]] : [],
    ),
  };
  if (marks.length === 0) return [bins];
  const columns = [{ name: "" }, { name: axis, format }];
  return [{ columns, rows: marks.map(({ name, value }) => [name, value]) }, bins];
}
