import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { conversionReport, convert, type Report, renderHtml } from "../../src/index.js";
import { fixture } from "../paths.js";
import { describeWithChromium } from "./chromium.js";
import { HOSTILE_NAMES, hostileReport, ordinaryReport } from "./every_chart.js";
import { findings } from "./page_findings.js";

interface Opened {
  page: Page;
  /** What the page tried or complained about; nothing is expected. */
  incidents: string[];
  [Symbol.asyncDispose](): Promise<void>;
}

describeWithChromium("a report in a browser", (executablePath) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-report-"));
  let browser: Browser;

  beforeAll(async () => {
    // Chromium's sandbox refuses to run as root, as in a container.
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(folder, { recursive: true });
  });

  async function open(report: Report, colorScheme: "light" | "dark", width = 1000): Promise<Opened> {
    const file = path.join(folder, "report.html");
    fs.writeFileSync(file, renderHtml(report));
    const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 }, offline: true });
    const incidents: string[] = [];
    const url = pathToFileURL(file).href;
    page.on("console", (message) => incidents.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => incidents.push(`error: ${error.message}`));
    page.on("dialog", (dialog) => {
      incidents.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      if (request.url() !== url) incidents.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    return { page, incidents, [Symbol.asyncDispose]: () => page.close() };
  }

  const reports: [string, () => Promise<Report>][] = [
    ["every chart", async () => ordinaryReport()],
    ["hostile names", async () => hostileReport()],
    [
      "a conversion",
      async () => {
        const { report } = await convert(fixture("mobilenet_v1_0.25_128.tflite"), { dryRun: true });
        return conversionReport(report);
      },
    ],
  ];

  describe.each(reports)("%s", (_, make) => {
    test.each(["light", "dark"] as const)("%s: nothing runs, loads, or lies outside", async (scheme) => {
      const opened = await open(await make(), scheme);
      const { charts, ...found } = await opened.page.evaluate(findings);
      expect(opened.incidents).toEqual([]);
      expect(found).toEqual({ active: [], outside: [], overlapping: [], faint: [], pageOverflow: 0 });
      expect(charts.length).toBeGreaterThan(0);
      for (const { width, height, marks } of charts) {
        expect(width).toBeGreaterThan(600);
        expect(height).toBeGreaterThan(100);
        expect(marks).toBeGreaterThan(0);
      }
      await opened[Symbol.asyncDispose]();
    });

    test("a narrow window scrolls the charts and tables, not the page", async () => {
      const opened = await open(await make(), "light", 400);
      expect((await opened.page.evaluate(findings)).pageOverflow).toBe(0);
      await opened[Symbol.asyncDispose]();
    });
  });

  test("hostile names are text", async () => {
    const opened = await open(hostileReport(), "light");
    const text = await opened.page.locator("table").first().textContent();
    for (const name of HOSTILE_NAMES.filter((name) => !/[\n\u202e]/.test(name))) expect(text).toContain(name);
    expect(text).toContain("\\u{202e}");
    await opened[Symbol.asyncDispose]();
  });

  test("it can be printed, in light colours", async () => {
    const opened = await open(ordinaryReport(), "dark");
    await opened.page.emulateMedia({ media: "print" });
    const background = await opened.page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(background).toBe("rgb(255, 255, 255)");
    expect((await opened.page.pdf()).length).toBeGreaterThan(10_000);
    await opened[Symbol.asyncDispose]();
  });
});
