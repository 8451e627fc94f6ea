/** An element and its effect by itself. */
export interface Ranked<T> {
  readonly element: T;
  readonly error: number;
}

/**
 * Gives elements by their effect, the largest first, and looks no further than it is asked: groups of neighbours, about as many as a group
 * has elements, are tried together, and a group's elements one by one only when its effect is the largest that is left. That is
 * n + sqrt(n) trials for all n elements, and far fewer for the first few.
 *
 * @param errorOf the effect of some elements together, which should be no less than that of one of them
 */
export async function* rank<T>(
  elements: readonly T[],
  errorOf: (some: readonly T[]) => Promise<number>,
): AsyncGenerator<Ranked<T>> {
  const waiting: { readonly some: readonly T[]; readonly error: number }[] = [];
  const size = Math.ceil(Math.sqrt(elements.length));
  for (let from = 0; from < elements.length; from += size) {
    const some = elements.slice(from, from + size);
    waiting.push({ some, error: await errorOf(some) });
  }
  while (waiting.length > 0) {
    const largest = waiting.reduce((most, next, i) => (next.error > waiting[most]!.error ? i : most), 0);
    const [{ some, error }] = waiting.splice(largest, 1) as [{ some: readonly T[]; error: number }];
    const [only] = some;
    if (some.length === 1) yield { element: only!, error };
    else for (const element of some) waiting.push({ some: [element], error: await errorOf([element]) });
  }
}
