import type { CustomSeriesOption } from "echarts";
import { formatNumber } from "../number_format.js";
import type { BarChart } from "../report.js";
import { COLOURS, FONT } from "./theme.js";

/** Half the length of the line across a whisker's end, in pixels. */
const CAP = 4;

/** The intervals of one series of bars, with the number behind them. `bar` is the distance of bars side by side, in pixels. */
export function whiskers({ series, format }: BarChart, index: number, bar: number): CustomSeriesOption[] {
  const { values, intervals } = series[index]!;
  if (!intervals) return [];
  const offset = (index - (series.length - 1) / 2) * bar;
  return [
    {
      type: "custom",
      silent: true,
      z: 5,
      data: intervals.flatMap((interval, i) => (interval ? [[interval[0], interval[1], i]] : [])),
      encode: { x: [0, 1], y: 2 },
      renderItem: (_, api) => {
        const place = Number(api.value(2));
        const [left = 0, middle = 0] = api.coord([api.value(0), place]);
        const [right = 0] = api.coord([api.value(1), place]);
        const y = middle + offset;
        const line = (x1: number, y1: number, x2: number, y2: number) => ({
          type: "line" as const,
          shape: { x1, y1, x2, y2 },
          style: { stroke: COLOURS.text, lineWidth: 1.25 },
        });
        return {
          type: "group",
          children: [
            line(left, y, right, y),
            line(left, y - CAP, left, y + CAP),
            line(right, y - CAP, right, y + CAP),
            {
              type: "text",
              x: right + 8,
              y,
              style: {
                text: formatNumber(values[place] ?? null, format),
                fill: COLOURS.text,
                font: `11px ${FONT.fontFamily}`,
                verticalAlign: "middle",
              },
            },
          ],
        };
      },
    },
  ];
}
