import { type Report, renderMarkdown } from "../../src/index.js";
import { everyChart, HOSTILE_NAMES } from "./every_chart.js";

const withName = (name: string): Report => ({
  title: name,
  sections: [
    {
      heading: name,
      text: [name],
      tables: [
        {
          columns: [
            { name, format: "name" },
            { name: "n", format: "count" },
          ],
          rows: [[name, 1234]],
        },
      ],
    },
  ],
});

test("a small report", () => {
  expect(renderMarkdown({ ...withName("CONV_2D"), subtitle: "1. <b>" })).toBe(`# CONV\\_2D

1\\. &#60;b&#62;

## CONV\\_2D

CONV\\_2D

| CONV\\_2D  |     n |
| --------- | ----: |
| \`CONV_2D\` | 1,234 |
`);
});

test.each(HOSTILE_NAMES)("%j changes no structure", (name) => {
  const lines = renderMarkdown(withName(name)).split("\n");
  const table = lines.filter((line) => line.startsWith("|"));
  expect(table).toHaveLength(3);
  for (const row of table) expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
  // Outside of code no character is left that begins HTML, a link, an image or emphasis.
  const text = lines.join("\n").replace(/`[^`\n]*`/g, "");
  expect(text.replace(/\\./g, "")).not.toMatch(/[<>`*_[\]]|https?:\/\/|www\./);
  expect(lines.filter((line) => line.startsWith("#"))).toHaveLength(2);
});

test("charts become tables of what they show", () => {
  const markdown = renderMarkdown(everyChart((i) => `name ${i}`));
  expect(markdown).toContain("the 30 largest of 5000");
  expect(markdown).toMatch(/\| `name 0` +\| +70\.2 % \| +66\.0 % \| +74\.0 % \|/);
  expect(markdown).toMatch(/\| +from \| +to \| how often \|/);
  expect(markdown).toMatch(/\| median +\| +14\.7 ms \|/);
});
