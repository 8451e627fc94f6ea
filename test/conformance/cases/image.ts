import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { bool, constant, dynamic, f16, f32, i8, i16, i32, i64, q, u8 } from "../tensor_specs.js";

/** Moving elements needs no knowledge of their type. */
const ANY_TYPE = { wider: "moves elements of any type" };

const bilinear = casesOf("RESIZE_BILINEAR", "ResizeBilinearOptions");
const nearest = casesOf("RESIZE_NEAREST_NEIGHBOR", "ResizeNearestNeighborOptions");
const spaceToDepth = casesOf("SPACE_TO_DEPTH", "SpaceToDepthOptions");
const depthToSpace = casesOf("DEPTH_TO_SPACE", "DepthToSpaceOptions");
const spaceToBatch = casesOf("SPACE_TO_BATCH_ND", "SpaceToBatchNDOptions");
const batchToSpace = casesOf("BATCH_TO_SPACE_ND", "BatchToSpaceNDOptions");

const ints = (...values: number[]) => constant(i32([values.length], values));
const pairs = (...values: number[]) => constant(i32([values.length / 2, 2], values));

const forms = [{}, { alignCorners: true }, { halfPixelCenters: true }];
const resizes: Case[] = [bilinear, nearest].flatMap((resize) => [
  ...forms.flatMap((options) => [
    resize([f32([1, 2, 3, 2]), ints(4, 5)], ["FLOAT32"], options),
    resize([f32([2, 5, 4, 1]), ints(2, 3)], ["FLOAT32"], options),
    resize([q(i8([1, 3, 3, 2]), 0.05, 7), ints(5, 4)], [q("INT8", 0.05, 7)], options),
    resize([q(u8([1, 3, 2, 1]), 0.05, 120), ints(2, 7)], [q("UINT8", 0.05, 120)], options),
    resize([q(i16([1, 2, 2, 1]), 0.001), ints(3, 3)], [q("INT16", 0.001)], options),
    resize([f32([1, 1, 1, 2]), ints(2, 2)], ["FLOAT32"], options),
    resize([f32([1, 3, 3, 1]), ints(1, 1)], ["FLOAT32"], options),
  ]),
  resize([f32([1, 2, 2, 1]), i32([2], [3, 4])], ["FLOAT32"]),
  resize([dynamic(f32([3, 2, 2, 1]), [-1, 2, 2, 1]), ints(3, 3)], ["FLOAT32"]),
  resize([f32([0, 2, 2, 1]), ints(3, 3)], ["FLOAT32"]),
  resize([f32([1, 2, 2, 1]), ints(3, 3)], ["FLOAT32"], { alignCorners: true, halfPixelCenters: true }),
  resize([f32([1, 2, 2, 1]), ints(0, 3)], ["FLOAT32"], {}, { stricter: "an image without pixels" }),
  resize([f32([1, 2, 2, 1]), ints(-1, 3)], ["FLOAT32"]),
  resize([f32([1, 2, 2, 1]), ints(3, 3, 3)], ["FLOAT32"], {}, { stricter: "a size of three numbers" }),
  resize([f32([2, 2, 1]), ints(3, 3)], ["FLOAT32"]),
  resize(
    [f32([1, 2, 2, 1]), constant(i64([2], [3, 3]))],
    ["FLOAT32"],
    {},
    { wider: "sizes of either integer type" },
  ),
]);

const depths: Case[] = [
  spaceToDepth([f32([1, 4, 4, 1])], ["FLOAT32"], { blockSize: 2 }),
  spaceToDepth([f32([2, 3, 6, 2])], ["FLOAT32"], { blockSize: 3 }),
  spaceToDepth([q(i8([1, 2, 2, 3]), 0.1, 3)], [q("INT8", 0.1, 3)], { blockSize: 2 }),
  spaceToDepth([u8([1, 2, 4, 1])], ["UINT8"], { blockSize: 2 }),
  spaceToDepth([i32([1, 2, 2, 1])], ["INT32"], { blockSize: 1 }),
  spaceToDepth([i64([1, 2, 2, 1])], ["INT64"], { blockSize: 2 }),
  spaceToDepth([f32([0, 2, 2, 1])], ["FLOAT32"], { blockSize: 2 }),
  spaceToDepth([f32([1, 3, 4, 1])], ["FLOAT32"], { blockSize: 2 }),
  spaceToDepth([f32([4, 4, 1])], ["FLOAT32"], { blockSize: 2 }),
  spaceToDepth([i16([1, 2, 2, 1])], ["INT16"], { blockSize: 2 }, ANY_TYPE),
  depthToSpace([f32([1, 2, 2, 4])], ["FLOAT32"], { blockSize: 2 }),
  depthToSpace([f32([2, 1, 2, 18])], ["FLOAT32"], { blockSize: 3 }),
  depthToSpace([q(i8([1, 2, 1, 8]), 0.1, 3)], [q("INT8", 0.1, 3)], { blockSize: 2 }),
  depthToSpace([u8([1, 1, 1, 4])], ["UINT8"], { blockSize: 2 }),
  depthToSpace([i32([1, 1, 2, 4])], ["INT32"], { blockSize: 2 }),
  depthToSpace([i64([1, 1, 2, 4])], ["INT64"], { blockSize: 2 }),
  depthToSpace([f32([1, 2, 2, 3])], ["FLOAT32"], { blockSize: 2 }),
  depthToSpace([f32([1, 2, 2, 4])], ["FLOAT32"], { blockSize: 0 }),
  depthToSpace([i16([1, 1, 1, 4])], ["INT16"], { blockSize: 2 }, ANY_TYPE),
];

const batches: Case[] = [
  spaceToBatch([f32([1, 4, 4, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  spaceToBatch([f32([2, 3, 4, 2]), ints(2, 3), pairs(1, 0, 1, 1)], ["FLOAT32"]),
  spaceToBatch([f32([1, 4, 2]), ints(2), pairs(0, 2)], ["FLOAT32"]),
  spaceToBatch([f32([1, 2, 2, 1]), i32([2], [2, 1]), i32([2, 2], [0, 2, 1, 0])], ["FLOAT32"]),
  spaceToBatch([q(i8([1, 2, 2, 1]), 0.1, 3), ints(2, 2), pairs(1, 1, 0, 0)], [q("INT8", 0.1, 3)]),
  spaceToBatch([q(u8([1, 2, 2, 1]), 0.1, 99), ints(1, 2), pairs(1, 1, 1, 1)], [q("UINT8", 0.1, 99)]),
  spaceToBatch([q(i16([1, 2, 2, 1]), 0.1), ints(2, 2), pairs(0, 0, 0, 0)], [q("INT16", 0.1)]),
  spaceToBatch([i32([1, 2, 2, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["INT32"]),
  spaceToBatch([i64([1, 2, 2, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["INT64"]),
  spaceToBatch([f32([1, 3, 4, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  spaceToBatch([f32([1, 4, 4, 1]), ints(2), pairs(0, 0)], ["FLOAT32"]),
  spaceToBatch([f32([1, 4, 4, 1]), ints(0, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  spaceToBatch([f16([1, 2, 2, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["FLOAT16"], {}, ANY_TYPE),
  spaceToBatch([f32([2, 2]), ints(2), pairs(0, 0)], ["FLOAT32"]),
  batchToSpace([f32([4, 2, 2, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  batchToSpace([f32([6, 2, 2, 2]), ints(3, 2), pairs(1, 2, 0, 1)], ["FLOAT32"]),
  batchToSpace([f32([4, 2, 3]), ints(2), pairs(1, 0)], ["FLOAT32"]),
  batchToSpace([f32([4, 2, 2, 1]), i32([2], [2, 2]), i32([2, 2], [0, 1, 1, 0])], ["FLOAT32"]),
  batchToSpace([q(i8([4, 1, 2, 1]), 0.1, 3), ints(2, 2), pairs(0, 0, 0, 0)], [q("INT8", 0.1, 3)]),
  batchToSpace([u8([4, 1, 1, 2]), ints(2, 2), pairs(0, 1, 0, 0)], ["UINT8"]),
  batchToSpace([q(i16([4, 1, 1, 2]), 0.1), ints(2, 2), pairs(0, 0, 0, 0)], [q("INT16", 0.1)]),
  batchToSpace([i32([2, 1, 1, 2]), ints(2, 1), pairs(0, 0, 0, 0)], ["INT32"]),
  batchToSpace([i64([2, 1, 1, 2]), ints(2, 1), pairs(0, 0, 0, 0)], ["INT64"]),
  batchToSpace([f32([3, 2, 2, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  batchToSpace([f32([4, 2, 2, 1]), ints(2, 2), pairs(5, 0, 0, 0)], ["FLOAT32"]),
  batchToSpace([f32([4, 2, 2, 1]), ints(0, 2), pairs(0, 0, 0, 0)], ["FLOAT32"]),
  batchToSpace([bool([4, 1, 1, 1]), ints(2, 2), pairs(0, 0, 0, 0)], ["BOOL"], {}, ANY_TYPE),
];

export const image: readonly Case[] = [...resizes, ...depths, ...batches];
