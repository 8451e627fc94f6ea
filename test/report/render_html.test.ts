import { type Report, renderHtml } from "../../src/index.js";
import { HOSTILE_NAMES, hostileReport, ordinaryReport } from "./every_chart.js";

const report = (fields: Partial<Report["sections"][number]>): Report => ({
  title: "t",
  sections: [{ heading: "h", ...fields }],
});

test("no markup of a name survives", () => {
  const html = renderHtml(hostileReport());
  for (const markup of ["<script", "<img", "<iframe", "<svg onload", "<!-- comment", "\u202e", "\u0000"])
    expect(html).not.toContain(markup);
  expect(html.match(/<svg /g)).toHaveLength(6);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
});

test("it is whole: no script, nothing to load", () => {
  const html = renderHtml(ordinaryReport());
  expect(html).not.toMatch(/<script|<link|<img|@import|url\(|src=|\shref=/);
  const addresses = html.match(/\bhttps?:[^"]*/g) ?? [];
  expect(new Set(addresses)).toEqual(new Set(["http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"]));
  expect(html).toContain("default-src 'none'");
});

test("the same report is the same file", () => {
  expect(renderHtml(ordinaryReport())).toBe(renderHtml(ordinaryReport()));
});

test("a report without charts", () => {
  const html = renderHtml(report({ text: ["a < b"], tables: [] }));
  expect(html).toContain("<p>a &lt; b</p>");
  expect(html).not.toContain("<svg");
});

test("numbers are aligned and in their format, what is absent is a dash", () => {
  const columns = [{ name: "n", format: "count" }, { name: "r", format: "ratio" }, { name: "t" }] as const;
  const html = renderHtml(
    report({
      tables: [
        {
          columns,
          rows: [
            [1234567, 0.5, "x"],
            [null, Number.NaN, 3],
          ],
        },
      ],
    }),
  );
  expect(html).toContain('<tr><td class="number">1,234,567</td><td class="number">0.500</td><td>x</td></tr>');
  expect(html).toContain('<tr><td class="number">–</td><td class="number">–</td><td>3</td></tr>');
});

test("numbers that cannot be drawn do no harm", () => {
  const values = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -1, 1e300, 5e-324, null];
  const names = values.map(String);
  const chart = { caption: "c", axis: "a", format: "measure" } as const;
  const html = renderHtml(
    report({
      charts: [
        { ...chart, kind: "bars", categories: names, series: [{ name: "x", values }] },
        { ...chart, kind: "points", order: "o", scale: "log", names, series: [{ name: "x", values }] },
        { ...chart, kind: "points", order: "o", scale: "linear", names, series: [{ name: "x", values }] },
        { ...chart, kind: "histogram", values: values.filter((value) => value !== null) },
        { ...chart, kind: "bars", categories: [], series: [] },
        { ...chart, kind: "points", order: "o", scale: "log", names: [], series: [] },
        { ...chart, kind: "histogram", values: [] },
      ],
    }),
  );
  expect(html).not.toMatch(/d="[^"]*(NaN|Infinity)/);
  expect(html).toContain("1 × 0, which a logarithmic scale does not have.");
  expect(html).toContain("4 × not finite or below 0, not drawn.");
  expect(html).toContain("3 × not finite, not drawn.");
  expect(html).toContain("No values.");
});

test("every name is there in full", () => {
  const rows = HOSTILE_NAMES.map((name) => [name]);
  const html = renderHtml(report({ tables: [{ columns: [{ name: "name", format: "name" }], rows }] }));
  expect(html.replace(/<wbr>/g, "")).toContain("x".repeat(5000));
});
