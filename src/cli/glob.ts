import fs from "node:fs";
import path from "node:path";
import { statusOf } from "./status.js";

/** Tells whether `text` holds a character that a pattern gives a meaning to. */
export const isPattern = (text: string): boolean => /[*?[\]{}]/.test(text);

/**
 * The files that match a shell pattern, sorted. For shells that do not expand patterns themselves.
 * Knows `*`, `?`, `[a-z]`, `{a,b}` and `**` (any depth of folders); hidden files are matched only by a pattern
 * that writes their dot.
 *
 * @param folder where a relative pattern starts, taken literally; default: the working folder
 */
export function expandPattern(pattern: string, folder = ""): string[] {
  const found = new Set<string>();
  for (const alternative of expandBraces(pattern)) {
    const { root } = path.parse(alternative);
    const segments = alternative
      .slice(root.length)
      .split(/[\\/]+/)
      .filter(Boolean);
    walk(root || folder, segments, found);
  }
  return [...found].sort();
}

/** `a{b,c}d` becomes `abd` and `acd`; nested braces too. */
function expandBraces(pattern: string): string[] {
  const braces = /\{([^{}]*)\}/.exec(pattern);
  if (!braces) return [pattern];
  const before = pattern.slice(0, braces.index);
  const after = pattern.slice(braces.index + braces[0].length);
  return braces[1]!.split(",").flatMap((choice) => expandBraces(before + choice + after));
}

function walk(folder: string, segments: readonly string[], found: Set<string>): void {
  const [segment, ...rest] = segments;
  if (segment === undefined) return;
  if (segment === "**") {
    walk(folder, rest, found);
    for (const entry of entries(folder)) {
      if (entry.isDirectory() && !entry.name.startsWith("."))
        walk(path.join(folder, entry.name), segments, found);
    }
    return;
  }
  if (!isPattern(segment)) {
    visit(path.join(folder, segment), rest, found);
    return;
  }
  const expression = segmentExpression(segment);
  for (const entry of entries(folder)) {
    if (expression.test(entry.name)) visit(path.join(folder, entry.name), rest, found);
  }
}

function visit(file: string, rest: readonly string[], found: Set<string>): void {
  const status = statusOf(file);
  if (rest.length > 0 && status?.isDirectory()) walk(file, rest, found);
  if (rest.length === 0 && status?.isFile()) found.add(file);
}

/** The entries of a folder; none when it cannot be read, as shells do. */
function entries(folder: string): fs.Dirent[] {
  try {
    return fs.readdirSync(folder || ".", { withFileTypes: true });
  } catch {
    return [];
  }
}

function segmentExpression(segment: string): RegExp {
  const hidden = segment.startsWith(".") ? "" : "(?!\\.)";
  const body = segment.replace(/\[(!?)([^\]]+)\]|[*?]|[.+^$()|\\[\]]/g, (token, negated, set) => {
    if (set) return `[${negated ? "^" : ""}${set.replace(/[\\^]/g, "\\$&")}]`;
    return token === "*" ? ".*" : token === "?" ? "." : `\\${token}`;
  });
  return new RegExp(`^${hidden}${body}$`, "su");
}
