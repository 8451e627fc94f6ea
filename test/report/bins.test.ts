import fc from "fast-check";
import { binsOf } from "../../src/report/charts/bins.js";
import { formatNumber, formatTick } from "../../src/report/number_format.js";
import { plainText, shortened } from "../../src/report/plain_text.js";

describe("bins", () => {
  test("have round edges", () => {
    const { start, width, counts } = binsOf([14.1, 14.2, 14.25, 14.3, 14.5, 15.9]);
    expect([start, width]).toEqual([14, 0.2]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(6);
  });

  test("hold every finite number, whatever it is", () => {
    const values = fc.array(fc.double(), { maxLength: 60 });
    fc.assert(
      fc.property(values, (numbers) => {
        const { counts, width, start } = binsOf(numbers);
        expect(counts.length).toBeLessThanOrEqual(120);
        expect(Number.isFinite(start) && width > 0).toBe(true);
        const counted = counts.reduce((sum, count) => sum + count, 0);
        expect(counted).toBe(numbers.filter(Number.isFinite).length);
      }),
    );
  });
});

test.each([
  [1883272, "count", "1,883,272", "1,883,272"],
  [2e6, "bytes", "2.00 MB", "2 MB"],
  [0.5, "percent", "50.0 %", "50 %"],
  [100, "percent", "10000.0 %", "10000 %"],
  [12.34, "milliseconds", "12.3 ms", "12.3 ms"],
  [2500, "milliseconds", "2.50 s", "2.5 s"],
  [1200, "measure", "1200", "1200"],
  [1e-7, "measure", "1e-7", "1e-7"],
  [Number.NEGATIVE_INFINITY, "decibels", "−∞", "−∞"],
] as const)("%p as %s", (value, format, text, tick) => {
  expect(formatNumber(value, format)).toBe(text);
  expect(formatTick(value, format)).toBe(tick);
});

test("hidden characters show, long names lose what is near their beginning", () => {
  expect(plainText("a\nb\u202ec\ud800")).toBe("a\\u{a}b\\u{202e}c\\u{d800}");
  expect(plainText("Ω 漢字 😀")).toBe("Ω 漢字 😀");
  expect(shortened("abcdefghij", 5)).toBe("a…hij");
  expect(shortened("😀😀😀😀", 3)).toBe("…😀😀");
  expect(shortened("abc", 3)).toBe("abc");
});
