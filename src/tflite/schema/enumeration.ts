/** An enum of the schema: names and their numbers in files. Generic over the union of its names. */
export interface Enumeration<N extends string = string> {
  readonly name: string;
  readonly wire: "int8" | "int32" | "uint32";
  readonly numbers: ReadonlyMap<string, number>;
  /** undefined for a number that the schema does not know. */
  nameOf(number: number): N | undefined;
}

/** The names of an enumeration as a TypeScript union. */
export type NameOf<E> = E extends Enumeration<infer N> ? N : never;

/** An enum whose members have the given numbers. */
export function numbered<N extends string>(
  name: string,
  wire: Enumeration["wire"],
  members: Readonly<Record<N, number>>,
): Enumeration<N> {
  const entries = Object.entries(members) as [N, number][];
  const names = new Map(entries.map(([member, number]) => [number, member]));
  return { name, wire, numbers: new Map(entries), nameOf: (number) => names.get(number) };
}

/** An enum whose members are numbered from 0 in the order given. */
export function enumeration<const N extends readonly string[]>(
  name: string,
  wire: Enumeration["wire"],
  members: N,
): Enumeration<N[number]> {
  return numbered<N[number]>(
    name,
    wire,
    Object.fromEntries(members.map((member, i) => [member, i])) as never,
  );
}
