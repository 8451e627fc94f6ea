import type { Value } from "../graph/index.js";

/** `name` with the smallest number behind it that makes it new among `taken`, to which it is added. */
export function freeName(name: Value["name"], taken: Set<string>): string {
  const base = name ?? "";
  let number = 1;
  while (taken.has(`${base}${number}`)) number++;
  const free = `${base}${number}`;
  taken.add(free);
  return free;
}
