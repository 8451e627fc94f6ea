import type { CustomSeriesOption } from "echarts";
import { COLOURS, legendOf, seriesName } from "./theme.js";

/** How the lines at some values are told apart: as lengths in pixels, and as a picture of 28 by 2 pixels. */
const DASHES = [
  { dash: [], icon: "path://M0 0H28V2H0Z" },
  { dash: [6, 3], icon: "path://M0 0H7V2H0ZM10.5 0H17.5V2H10.5ZM21 0H28V2H21Z" },
  {
    dash: [1.5, 1.5],
    icon: "path://M0 0H2V2H0ZM5.2 0H7.2V2H5.2ZM10.4 0H12.4V2H10.4ZM15.6 0H17.6V2H15.6ZM20.8 0H22.8V2H20.8ZM26 0H28V2H26Z",
  },
] as const;

const dashOf = (index: number) => DASHES[index % DASHES.length]!;

/** The legend of lines at some values, with the lines' own dashes. */
export const markLegend = (titles: readonly string[]) => ({
  ...legendOf(titles),
  show: titles.length > 0,
  itemWidth: 28,
  itemHeight: 2,
  data: titles.map((_, i) => ({
    name: seriesName(i),
    icon: dashOf(i).icon,
    itemStyle: { color: COLOURS.text },
  })),
});

/**
 * A vertical line at a value, from 0 to `height`. A series of lines would be clipped by an element with an id, which had to be unique in
 * the page.
 */
export const markLine = (value: number, height: number, index: number): CustomSeriesOption => ({
  type: "custom",
  name: seriesName(index),
  silent: true,
  z: 5,
  data: [[value, height]],
  renderItem: (_, api) => {
    const [x1 = 0, y1 = 0] = api.coord([value, 0]);
    const [x2 = 0, y2 = 0] = api.coord([value, height]);
    return {
      type: "line",
      shape: { x1, y1, x2, y2 },
      style: { stroke: COLOURS.text, lineWidth: 1.5, lineDash: [...dashOf(index).dash] },
    };
  },
});
