/** A function of every 16-bit integer, from -32768 on. */
function tableOf(apply: (x: number) => number): Uint8Array {
  const entries = Int16Array.from({ length: 65536 }, (_, i) => apply(i - 32768));
  return new Uint8Array(entries.buffer);
}

const tables = new Map<string, Uint8Array>();

/** The table of a function that is known by a name, made once. */
export function namedTable(name: string, apply: (x: number) => number): Uint8Array {
  const table = tables.get(name) ?? tableOf(apply);
  tables.set(name, table);
  return table;
}
