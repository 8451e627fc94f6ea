import { plainText } from "../plain_text.js";

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as HTML, also within quotes, on one line. */
export const escapeHtml = (text: string): string => plainText(text).replace(/[&<>"']/g, (c) => ENTITIES[c]!);
