import type { CocoDetection } from "./dataset.js";
import { readJsonFile } from "./json_file.js";

/**
 * Reads what a model found from a file in COCO's format for results: a list of `image_id`, `category_id`, `bbox` and `score`. Other
 * fields are not read.
 *
 * @throws INVALID_ARGUMENT for a field that is not what it should be, naming file, entry and field; IO when the file cannot be read
 * @see https://cocodataset.org/#format-results
 */
export async function readCocoResults(file: string): Promise<CocoDetection[]> {
  const root = await readJsonFile(file);
  return root.list((entry) => ({
    imageId: entry.field("image_id").id(),
    categoryId: entry.field("category_id").id(),
    bbox: entry.field("bbox").box(),
    score: entry.field("score").number(),
  }));
}
