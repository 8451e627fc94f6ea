import { COLOURS, legendOf } from "./theme.js";

/** How the lines at some values are told apart: as ECharts calls it, and as a picture of 28 by 2 pixels. */
const DASHES = [
  { type: "solid", icon: "path://M0 0H28V2H0Z" },
  { type: "dashed", icon: "path://M0 0H7V2H0ZM10.5 0H17.5V2H10.5ZM21 0H28V2H21Z" },
  {
    type: "dotted",
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
  data: titles.map((name, i) => ({ name, icon: dashOf(i).icon, itemStyle: { color: COLOURS.text } })),
});

/** A vertical line at a value, from 0 to `height`. */
export const markLine = (name: string, value: number, height: number, index: number) => ({
  type: "line" as const,
  name,
  silent: true,
  symbol: "none",
  z: 5,
  lineStyle: { color: COLOURS.text, width: 1.5, type: dashOf(index).type },
  data: [
    [value, 0],
    [value, height],
  ],
});
