/** Colours for `stream`; plain text when it is no terminal, or the user asked for none (NO_COLOR, TERM=dumb). */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
  yellow(text: string): string;
}

export function palette(stream: NodeJS.WriteStream): Palette {
  const coloured = stream.isTTY && stream.hasColors();
  const paint = (code: number) => (text: string) => (coloured ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { bold: paint(1), dim: paint(2), red: paint(31), green: paint(32), yellow: paint(33) };
}

export { bytes, duration, grouped, measure, plural } from "../../report/number_text.js";

/** A tensor's name without its middle where it is long: names of one model often begin alike. */
export const shortened = (name: string): string =>
  name.length > 64 ? `${name.slice(0, 24)}...${name.slice(-37)}` : name;

/** Rows as columns of equal width, two spaces apart; columns named in `right` are aligned to the right. */
export function columns(
  rows: readonly (readonly string[])[],
  right: readonly number[] = [],
  indent = "  ",
): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows.map((row) => {
    const cells = row.map((cell, i) =>
      right.includes(i) ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!),
    );
    return (indent + cells.join("  ")).trimEnd();
  });
}
