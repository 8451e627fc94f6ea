/**
 * The `model_control_dependencies` metadata: per subgraph, pairs of operator numbers of which the first must run before
 * the second. Numbers are LEB128 varints, signed ones zigzag-encoded; a version number comes first.
 */

/** The metadata entry's name. */
export const CONTROL_DEPENDENCIES = "model_control_dependencies";

const VERSION = 1;

type Edges = [number, number][];

/** @returns null when the bytes are not of a version or form that is known: they are then kept as they are. */
export function parseControlDependencies(bytes: Uint8Array): Edges[] | null {
  let at = 0;
  let broken = false;
  const unsigned = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 28) {
        broken = true;
        return 0;
      }
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  const signed = (): number => {
    const value = unsigned();
    return value % 2 ? -(value - 1) / 2 - 1 : value / 2;
  };
  const list = <T>(read: () => T): T[] => {
    const values: T[] = [];
    for (let count = unsigned(); count > 0 && !broken; count--) values.push(read());
    return values;
  };
  if (unsigned() !== VERSION) return null;
  const graphs = list(() => list((): [number, number] => [signed(), signed()]));
  return broken || at !== bytes.length ? null : graphs;
}

export function serializeControlDependencies(graphs: readonly Edges[]): Uint8Array {
  const out: number[] = [];
  const unsigned = (value: number): void => {
    let rest = value;
    for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) + 128);
    out.push(rest);
  };
  const signed = (value: number): void => unsigned(value < 0 ? -(value + 1) * 2 + 1 : value * 2);
  unsigned(VERSION);
  unsigned(graphs.length);
  for (const edges of graphs) {
    unsigned(edges.length);
    for (const [before, after] of edges) {
      signed(before);
      signed(after);
    }
  }
  return Uint8Array.from(out);
}
