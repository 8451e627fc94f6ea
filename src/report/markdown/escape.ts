import { plainText } from "../plain_text.js";

/** Text without a meaning for Markdown, on one line, also in a table. */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .trim()
    .replace(/[\\`*_[\]~]/g, "\\$&")
    .replace(/[&<>|@]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replace(/:(?=\/\/)/g, "&#58;")
    .replace(/\bwww\./gi, (match) => `${match.slice(0, -1)}&#46;`)
    .replace(/^[#+=-]/, "\\$&")
    .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2");
}

/** A name as code, also in a table. */
export function markdownName(name: string): string {
  const text = plainText(name);
  if (text.trim() === "") return "(no name)";
  return /[`|\\]/.test(text) || text !== text.trim() ? escapeMarkdown(text) : `\`${text}\``;
}
