import { HalfliteError } from "../errors.js";
import { linesOf } from "./labels.js";

/**
 * The images that a denylist leaves: a text file with, on each line, the place of an image in the sorted list, counted from 1, as
 * TensorFlow Lite's evaluation tasks take it, or the name of its file.
 *
 * @throws INVALID_ARGUMENT for a line that names no image; IO
 */
export function withoutDenied(images: readonly string[], denylist: string): string[] {
  const known = new Set(images);
  const denied = new Set(
    linesOf(denylist).flatMap((line, i) => {
      const text = line.trim();
      if (text === "") return [];
      const image = known.has(text) ? text : images[Number(text) - 1];
      if (image !== undefined) return [image];
      const expected = `a number from 1 to ${images.length}, or the name of an image`;
      throw new HalfliteError("INVALID_ARGUMENT", {
        argument: `${denylist}, line ${i + 1}`,
        expected,
        received: `"${text}"`,
      });
    }),
  );
  return images.filter((image) => !denied.has(image));
}
