/** Whether `a` comes out of the heap after `b`. */
type Less<T> = (a: T, b: T) => boolean;

/**
 * Binary heaps with the greatest element first. Among equals the order is that of libstdc++, with which TensorFlow Lite is
 * built: which of two boxes with the same score survives depends on it.
 */
export function pushHeap<T>(heap: T[], value: T, less: Less<T>): void {
  heap.push(value);
  rise(heap, heap.length - 1, 0, value, less);
}

/** Takes the greatest element out. */
export function popHeap<T>(heap: T[], less: Less<T>): T | undefined {
  if (heap.length < 2) return heap.pop();
  const greatest = heap[0]!;
  const last = heap.pop()!;
  sink(heap, 0, heap.length, last, less);
  return greatest;
}

/** Puts the `count` elements that come first into their order at the front of the array; the rest in any order. */
export function partialSort<T>(items: T[], count: number, before: Less<T>): void {
  for (let parent = Math.floor((count - 2) / 2); parent >= 0; parent--)
    sink(items, parent, count, items[parent]!, before);
  for (let i = count; i < items.length; i++) {
    if (!before(items[i]!, items[0]!)) continue;
    const value = items[i]!;
    items[i] = items[0]!;
    sink(items, 0, count, value, before);
  }
  for (let end = count - 1; end > 0; end--) {
    const value = items[end]!;
    items[end] = items[0]!;
    sink(items, 0, end, value, before);
  }
}

/** Fills a hole with `value`: the hole goes down to a leaf first, always to the greater child, the value up from there. */
function sink<T>(heap: T[], top: number, length: number, value: T, less: Less<T>): void {
  let hole = top;
  let child = 2 * hole + 2;
  for (; child < length; child = 2 * hole + 2) {
    if (less(heap[child]!, heap[child - 1]!)) child--;
    heap[hole] = heap[child]!;
    hole = child;
  }
  if (child === length) {
    heap[hole] = heap[child - 1]!;
    hole = child - 1;
  }
  rise(heap, hole, top, value, less);
}

function rise<T>(heap: T[], from: number, top: number, value: T, less: Less<T>): void {
  let hole = from;
  while (hole > top) {
    const parent = (hole - 1) >> 1;
    if (!less(heap[parent]!, value)) break;
    heap[hole] = heap[parent]!;
    hole = parent;
  }
  heap[hole] = value;
}
