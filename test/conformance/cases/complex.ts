import type { Case } from "../case.js";
import { casesOf } from "../case.js";
import { c64, constant, f32, i32 } from "../tensor_specs.js";

const rfft2d = casesOf("RFFT2D", "Rfft2dOptions");
const real = casesOf("REAL", null);
const imag = casesOf("IMAG", null);
const complexAbs = casesOf("COMPLEX_ABS", null);

const size = (height: number, width: number) => constant(i32([2], [height, width]));

export const complex: readonly Case[] = [
  rfft2d([f32([4, 8]), size(4, 8)], ["COMPLEX64"]),
  rfft2d([f32([1, 8]), size(1, 8)], ["COMPLEX64"]),
  rfft2d([f32([2, 3, 4]), size(2, 4)], ["COMPLEX64"]),
  rfft2d([f32([2, 2, 4]), size(4, 8)], ["COMPLEX64"]),
  rfft2d([f32([1, 2, 2, 2]), size(2, 2)], ["COMPLEX64"]),
  rfft2d([f32([4, 4]), i32([2], [2, 4])], ["COMPLEX64"]),
  rfft2d([f32([1, 16]), size(1, 16)], ["COMPLEX64"]),
  rfft2d([f32([3, 4]), size(3, 4)], ["COMPLEX64"]),
  rfft2d([f32([4, 6]), size(4, 6)], ["COMPLEX64"]),
  rfft2d([f32([8]), size(1, 8)], ["COMPLEX64"]),
  rfft2d([i32([4, 4]), size(4, 4)], ["COMPLEX64"]),
  rfft2d([f32([4, 4]), constant(i32([1], [4]))], ["COMPLEX64"]),
  ...[real, imag, complexAbs].flatMap((operator) => [
    operator([c64([2, 3])], ["FLOAT32"]),
    operator([c64([], [3, -4])], ["FLOAT32"]),
    operator([c64([2, 0])], ["FLOAT32"]),
    operator([c64([1, 2, 1, 2, 1, 2])], ["FLOAT32"]),
    operator([c64([3], [1e30, 1e30, -0, 0, Infinity, Number.NaN])], ["FLOAT32"]),
    operator([f32([2])], ["FLOAT32"]),
  ]),
];
