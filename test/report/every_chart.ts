import type { Report } from "../../src/index.js";

/** What a model may call its tensors: markup of HTML, SVG, Markdown and ECharts, and characters that do not show. */
export const HOSTILE_NAMES = [
  "<script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "</code></td></table><iframe src=https://example.com></iframe>",
  "]]></style><script>alert(2)</script>",
  "</text></svg><svg onload=alert(3)>",
  "{a|rich} {b} {c} {value} {@[1]}",
  "a|b`c`\\|d",
  "![x](https://example.com/x.png) [y](javascript:alert(4)) https://example.com www.example.com <https://example.com>",
  "# heading\n\n- list\n<!-- comment",
  "right\u202eto\u0000left\u200b\ud800",
  "",
  "x".repeat(5000),
  "var(--series-1);}</style>",
  "漢字とかな交じりの長い長い長い長い長い長い長い長い長い長い長い長い長い名前",
  "$& $1 $` $$",
] as const;

/** Numbers between 0 and 1 that are always the same. */
export function numbers(count: number, seed = 1): number[] {
  let state = seed;
  return Array.from({ length: count }, () => {
    state = (state * 16807) % 2147483647;
    return state / 2147483647;
  });
}

const LATENCIES = numbers(300).map((x, i) => 14 + 3 * x * x + (i % 50 === 0 ? 6 : 0));

/** A report with every kind of chart, in every shape that it is used in; all its text is `name(i)`. */
export function everyChart(name: (index: number) => string): Report {
  const names = (count: number) => Array.from({ length: count }, (_, i) => name(i));
  return {
    title: name(0),
    subtitle: name(1),
    sections: [
      {
        heading: name(2),
        text: [name(3)],
        charts: [
          {
            kind: "bars",
            caption: name(4),
            axis: name(5),
            format: "bytes",
            categories: names(14),
            series: [
              { name: name(6), values: numbers(14).map((x) => x * 1e6) },
              { name: name(7), values: numbers(14, 2).map((x) => x * 5e5) },
            ],
          },
          {
            kind: "bars",
            caption: name(0),
            axis: "accuracy",
            format: "percent",
            maximum: 1,
            categories: names(3),
            series: [
              {
                name: "float32",
                values: [0.702, 0.751, 1],
                intervals: [
                  [0.66, 0.74],
                  [0.71, 0.79],
                  [0.97, 1],
                ],
              },
              { name: "float16", values: [0.701, null, 0], intervals: [[0.66, 0.74], null, [0, 0.04]] },
            ],
          },
        ],
      },
      {
        heading: "Dots",
        charts: [
          {
            kind: "points",
            caption: name(8),
            axis: name(9),
            format: "measure",
            scale: "log",
            order: name(10),
            names: names(60),
            series: [
              { name: name(11), values: numbers(60).map((x) => 1e-5 * x) },
              { name: name(12), values: numbers(60, 3).map((x, i) => (i % 20 === 0 ? 0 : 1e-3 * x)) },
            ],
          },
          {
            kind: "points",
            caption: "Many, on a linear scale",
            axis: "value",
            format: "measure",
            scale: "linear",
            order: "tensor",
            names: names(5000),
            series: [{ name: "x", values: numbers(5000).map((x) => x - 0.5) }],
          },
        ],
      },
      {
        heading: "Latency",
        charts: [
          {
            kind: "histogram",
            caption: name(13),
            axis: name(14),
            format: "milliseconds",
            values: LATENCIES,
            marks: [
              { name: "median", value: 14.7 },
              { name: name(0).slice(0, 30), value: 16.9 },
              { name: "maximum", value: Math.max(...LATENCIES) },
            ],
          },
          { kind: "histogram", caption: "equal", axis: "time", format: "milliseconds", values: [5, 5, 5] },
        ],
        tables: [
          {
            caption: name(1),
            columns: [
              { name: name(2), format: "name" },
              { name: name(3) },
              { name: name(4), format: "count" },
            ],
            rows: names(15).map((text, i) => [text, text, i * 1000]),
          },
        ],
      },
    ],
  };
}

export const hostileReport = (): Report => everyChart((i) => HOSTILE_NAMES[i % HOSTILE_NAMES.length]!);

export const ordinaryReport = (): Report =>
  everyChart((i) => (i % 2 ? `MobilenetV1/Conv2d_${i}_pointwise/weights` : `CONV_${i}D`));
