/** The page's style: one set of colours for light, which is also what is printed, and one for dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --panel: #f8fafc; --text: #172033; --muted: #5b6679; --line: #dfe4ec; --accent: #1d5fd1;
  --series-1: #9aa6b8; --series-2: #2563eb; --series-3: #d97706; --series-4: #0f8a7d;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #10151f; --panel: #171e2b; --text: #e6ebf4; --muted: #9ca8bb; --line: #2b3547; --accent: #7fb0ff;
    --series-1: #66738a; --series-2: #5b9bff; --series-3: #f0a63a; --series-4: #35c9b7;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 40px 24px 64px; }
header { border-bottom: 2px solid var(--accent); padding-bottom: 16px; margin-bottom: 8px; }
h1 { font-size: 28px; line-height: 1.25; margin: 0; overflow-wrap: anywhere; letter-spacing: -0.01em; }
header p { margin: 6px 0 0; color: var(--muted); overflow-wrap: anywhere; }
h2 { font-size: 19px; margin: 40px 0 12px; overflow-wrap: anywhere; }
section > p { max-width: 75ch; overflow-wrap: anywhere; }
figure { margin: 16px 0; padding: 16px 20px 12px; background: var(--panel); border: 1px solid var(--line); border-radius: 10px; overflow-x: auto; }
figcaption { font-weight: 600; margin-bottom: 12px; overflow-wrap: anywhere; }
svg { display: block; width: 100%; min-width: 620px; height: auto; }
.note { color: var(--muted); font-size: 13px; margin: 8px 0 0; overflow-wrap: anywhere; }
.table { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; min-width: 50%; font-size: 14px; }
caption { text-align: left; font-weight: 600; padding: 0 0 8px; }
th, td { text-align: left; vertical-align: top; padding: 6px 20px 6px 0; border-bottom: 1px solid var(--line); }
th { color: var(--muted); font-weight: 600; font-size: 13px; vertical-align: bottom; }
th:last-child, td:last-child { padding-right: 0; }
.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td:last-child { overflow-wrap: anywhere; }
.name, td:last-child:not(.number) { min-width: 240px; }
code { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
@media print {
  main { max-width: none; padding: 0; }
  h2, caption { break-after: avoid; }
  figure, tr { break-inside: avoid; }
  .table { overflow: visible; }
}
`;
