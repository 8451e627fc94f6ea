/** `count` numbers from `first` to `last` at equal distances, with the rounding of NumPy's linspace. */
function spaced(first: number, last: number, count: number): Float64Array {
  const step = (last - first) / (count - 1);
  const numbers = Float64Array.from({ length: count }, (_, i) => i * step + first);
  numbers[count - 1] = last;
  return numbers;
}

/** The overlaps from which on a detection has found an object: 0.5, 0.55, ... 0.95. */
export const IOU_THRESHOLDS = spaced(0.5, 0.95, 10);

/** Where 0.5 and 0.75 stand in IOU_THRESHOLDS. */
export const IOU_50 = 0;
export const IOU_75 = 5;

/** The recalls at which precision is read: 0, 0.01, ... 1. */
export const RECALL_POINTS = spaced(0, 1, 101);

/** Of one category in one image, the detections with the highest scores count. */
export const MAX_DETECTIONS = 100;

/** Sizes of objects in square pixels, both ends included. */
export const AREA_RANGES = [
  { name: "all", from: 0, to: 1e5 ** 2 },
  { name: "small", from: 0, to: 32 ** 2 },
  { name: "medium", from: 32 ** 2, to: 96 ** 2 },
  { name: "large", from: 96 ** 2, to: 1e5 ** 2 },
] as const;
