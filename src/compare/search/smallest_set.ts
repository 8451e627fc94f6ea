/**
 * Finds a small set that is good, given elements of which the first matter most: the shortest good beginning, doubled until it is good and then
 * halved, without those of its parts that it can do without. Where supersets of a good set are good, no single element can be left out of
 * the result; elsewhere it is good all the same.
 *
 * The second half is delta debugging's reduction to complements: A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing
 * Input, IEEE TSE 28 (2002).
 *
 * @param ranked asked for no more elements than are needed
 * @param isGood may be called with any subset, in the order of `ranked`
 * @returns null where not even all elements are good
 */
export async function smallestSet<T>(
  ranked: AsyncIterable<T>,
  isGood: (set: readonly T[]) => Promise<boolean>,
): Promise<T[] | null> {
  const found = await goodBeginning(ranked, isGood);
  if (!found) return null;
  const { elements, bad } = found;
  return reduce(await shortest(elements, bad, isGood), isGood);
}

/** `bad` of the elements are known to be too few. */
async function goodBeginning<T>(
  ranked: AsyncIterable<T>,
  isGood: (set: readonly T[]) => Promise<boolean>,
): Promise<{ elements: T[]; bad: number } | null> {
  const elements: T[] = [];
  let bad = 0;
  for await (const element of ranked) {
    elements.push(element);
    if (elements.length < Math.max(1, 2 * bad)) continue;
    if (await isGood(elements)) return { elements, bad };
    bad = elements.length;
  }
  return elements.length > bad && (await isGood(elements)) ? { elements, bad } : null;
}

/** The shortest good beginning, longer than `bad`. */
async function shortest<T>(
  elements: readonly T[],
  bad: number,
  isGood: (set: readonly T[]) => Promise<boolean>,
): Promise<T[]> {
  let [low, high] = [bad, elements.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await isGood(elements.slice(0, middle))) high = middle;
    else low = middle;
  }
  return elements.slice(0, high);
}

/** Leaves out what the set can do without, those that matter least first: halves, quarters, ... single elements. */
async function reduce<T>(set: readonly T[], isGood: (set: readonly T[]) => Promise<boolean>): Promise<T[]> {
  let kept = [...set];
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    for (let end = kept.length; end > 0; end -= size) {
      const rest = [...kept.slice(0, Math.max(0, end - size)), ...kept.slice(end)];
      if (rest.length > 0 && (await isGood(rest))) kept = rest;
    }
  }
  return kept;
}
