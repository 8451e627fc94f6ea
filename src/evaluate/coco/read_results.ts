import type { CocoDetection } from "./dataset.js";
import { readJsonFile } from "./json_file.js";

/** Does what `readCocoResults` of the index says. */
export async function readCocoResults(file: string): Promise<CocoDetection[]> {
  const root = await readJsonFile(file);
  return root.list((entry) => ({
    imageId: entry.field("image_id").id(),
    categoryId: entry.field("category_id").id(),
    bbox: entry.field("bbox").box(),
    score: entry.field("score").number(),
  }));
}
