import {
  type CocoAnnotation,
  type CocoDetection,
  type CocoGroundTruth,
  meanAveragePrecision,
} from "../../../src/index.js";

const object = (fields: Partial<CocoAnnotation> = {}): CocoAnnotation => ({
  imageId: 1,
  categoryId: 1,
  bbox: [10, 10, 40, 40],
  area: 1600,
  isCrowd: false,
  ...fields,
});
const found = (fields: Partial<CocoDetection> = {}): CocoDetection => ({
  imageId: 1,
  categoryId: 1,
  bbox: [10, 10, 40, 40],
  score: 0.5,
  ...fields,
});
const truth = (...annotations: CocoAnnotation[]): CocoGroundTruth => ({
  images: [1, 2].map((id) => ({ id, fileName: "" })),
  categories: [1, 2].map((id) => ({ id, name: `class ${id}` })),
  annotations,
});

test("what is found exactly counts fully", () => {
  const result = meanAveragePrecision(truth(object()), [found()]);
  expect(result.ap).toBeCloseTo(1, 12);
  expect(result).toMatchObject({ ar1: 1, ar100: 1, arMedium: 1, apSmall: null, arLarge: null, images: 2 });
  expect(result.categories.map(({ id, name, ap }) => [id, name, ap && Math.round(ap)])).toEqual([
    [1, "class 1", 1],
    [2, "class 2", null],
  ]);
});

test("an overlap of 0.6 counts at three of ten thresholds", () => {
  const result = meanAveragePrecision(truth(object()), [found({ bbox: [10, 10, 40, 24.0001] })]);
  expect(result.ap).toBeCloseTo(0.3, 12);
  expect(result.ap50).toBeCloseTo(1, 12);
  expect(result.ap75).toBe(0);
});

test("a second detection of the same object is wrong, and costs nothing behind the right one", () => {
  const second = (score: number) => found({ bbox: [11, 10, 40, 40], score });
  expect(meanAveragePrecision(truth(object()), [found(), second(0.4)]).ap50).toBeCloseTo(1, 12);
  const [wrongFirst] = [meanAveragePrecision(truth(object()), [found({ imageId: 2, score: 0.9 }), found()])];
  expect(wrongFirst.ap50).toBeCloseTo(0.5, 12);
});

test("what lies in a crowd counts neither for nor against", () => {
  const crowd = object({ isCrowd: true, bbox: [100, 100, 200, 200], area: 40_000 });
  const inCrowd = [
    found({ bbox: [110, 110, 20, 20], score: 0.9 }),
    found({ bbox: [150, 110, 20, 20], score: 0.8 }),
  ];
  expect(meanAveragePrecision(truth(object(), crowd), [...inCrowd, found()]).ap).toBeCloseTo(1, 12);
  expect(meanAveragePrecision(truth(crowd), inCrowd).ap).toBeNull();
});

test("nothing that was found is 0, nothing that could be found is null", () => {
  expect(meanAveragePrecision(truth(object()), [])).toMatchObject({ ap: 0, ar100: 0, apSmall: null });
  expect(meanAveragePrecision(truth(), [found()])).toMatchObject({ ap: null, ar100: null });
  expect(meanAveragePrecision({ images: [], categories: [], annotations: [] }, [])).toMatchObject({
    ap: null,
    categories: [],
    images: 0,
  });
});

test("a match with the annotation 0 does not count, one with an annotation without an id does", () => {
  expect(meanAveragePrecision(truth(object({ id: 0 })), [found()]).ap).toBe(0);
  expect(meanAveragePrecision(truth(object({ id: 1 })), [found()]).ap).toBeCloseTo(1, 12);
  expect(meanAveragePrecision(truth(object()), [found()]).ap).toBeCloseTo(1, 12);
});

test("what is not evaluated is counted", () => {
  const detections = [found(), found({ imageId: 2 }), found({ categoryId: 9 })];
  const annotations = truth(
    object(),
    object({ imageId: 2 }),
    object({ categoryId: 2 }),
    object({ imageId: 3 }),
  );
  const result = meanAveragePrecision(annotations, detections, { imageIds: [1], categoryIds: [1] });
  expect(result).toMatchObject({ images: 1, skipped: { annotations: 3, detections: 2 } });
  expect(result.categories).toHaveLength(1);
});

test("neither argument is changed", () => {
  const detections = Object.freeze([found({ score: 0.1 }), found({ score: 0.9 })]);
  const annotations = truth(...(Object.freeze([object()]) as CocoAnnotation[]));
  const before = JSON.stringify([annotations, detections]);
  meanAveragePrecision(annotations, detections);
  expect(JSON.stringify([annotations, detections])).toBe(before);
});

test.each([
  ["detections[0].imageId", found({ imageId: 3 })],
  ["detections[0].score", found({ score: Number.NaN })],
  ["detections[0].bbox", found({ bbox: [0, 0, Number.POSITIVE_INFINITY, 1] })],
  ["detections[0].bbox", found({ bbox: [0, 0, 1] as never })],
])("refuses a wrong %s", (argument, detection) => {
  expect(() => meanAveragePrecision(truth(object()), [detection])).toThrow(
    expect.objectContaining({ code: "INVALID_ARGUMENT", details: expect.objectContaining({ argument }) }),
  );
});

test("refuses a misspelt option", () => {
  expect(() => meanAveragePrecision(truth(), [], { imageIDs: [1] } as never)).toThrow(
    expect.objectContaining({ code: "UNKNOWN_NAME" }),
  );
});

test("numbers too large to multiply are no fault", () => {
  const huge = [1e300, 1e300, 1e300, 1e300] as const;
  expect(() =>
    meanAveragePrecision(truth(object({ bbox: huge, area: 1e308 })), [found({ bbox: huge })]),
  ).not.toThrow();
});
