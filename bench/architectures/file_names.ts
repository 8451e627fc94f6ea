import * as fs from "node:fs";

/** The name of a converted model beside the one it was made of. */
export const float16File = (file: string): string => file.replace(/\.tflite$/, "_float16.tflite");

const float32File = (file: string) => file.replace(/_float16\.tflite$/, ".tflite");

export const isFloat16File = (file: string): boolean => file !== float32File(file);

/** The .onnx file that gives what a .tflite file gives, whichever of both formats that has. @throws Error if there is none */
export function onnxTwin(file: string): string {
  const twin = float32File(file).replace(/\.tflite$/, ".onnx");
  if (!fs.existsSync(twin)) throw new Error("the model has no ONNX form");
  return twin;
}
