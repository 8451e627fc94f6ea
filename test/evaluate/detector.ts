import { buildCase } from "../conformance/build_case.js";
import { modelCase, node } from "../conformance/case.js";
import { constant, f32 } from "../conformance/tensor_specs.js";
import { PICTURES } from "./images.js";

const [first, second] = PICTURES;

/** A model that sees the same three boxes in every image: classes 0, 1 and 7. */
export function seer(): Uint8Array {
  const boxes = [0, 0, 0.5, 0.5, 0.25, 0.5, 1, 1, 0, 0, 1, 1];
  const outputs = ["boxes", "classes", "scores", "count"];
  const found = {
    boxes: f32([1, 3, 4], boxes),
    classes: f32([1, 3], [0, 1, 7]),
    scores: f32([1, 3], [0.9, 0.8, 0.7]),
    count: f32([1], [3]),
  };
  const tensors = {
    image: f32([1, 8, 8, 3]),
    nothing: constant(f32([1], [0])),
    darkness: f32([1, 8, 8, 3]),
    axes: constant({ dtype: "INT32" as const, shape: [4], values: [0, 1, 2, 3] }),
    none: f32([]),
    ...Object.fromEntries(
      outputs.map((name) => [`${name} constant`, constant(found[name as keyof typeof found])]),
    ),
    ...Object.fromEntries(outputs.map((name) => [name, f32(found[name as keyof typeof found].shape)])),
  };
  const operators = [
    node("MUL", ["image", "nothing"], ["darkness"], "MulOptions"),
    node("SUM", ["darkness", "axes"], ["none"], "ReducerOptions"),
    ...outputs.map((name) => node("ADD", [`${name} constant`, "none"], [name], "AddOptions")),
  ];
  return buildCase(modelCase("ADD", "seer", [{ tensors, inputs: ["image"], outputs, operators }]));
}

/** What the model sees, in pixels of the pictures of 61 x 43 and 40 x 64; the second box of the second picture is elsewhere. */
export function annotations(): object {
  const object = (image_id: number, category_id: number, bbox: number[]) => {
    const [, , width, height] = bbox as [number, number, number, number];
    return { id: image_id * 10 + category_id, image_id, category_id, bbox, area: width * height, iscrowd: 0 };
  };
  return {
    images: [first, second, "absent.jpg"].map((file_name, i) => ({ id: i + 1, file_name })),
    categories: [
      { id: 1, name: "wave" },
      { id: 2, name: "noise" },
    ],
    annotations: [
      object(1, 1, [0, 0, 30.5, 21.5]),
      object(1, 2, [30.5, 10.75, 30.5, 32.25]),
      object(2, 1, [0, 0, 20, 32]),
      object(2, 2, [0, 0, 5, 5]),
    ],
  };
}
