import type { CocoAnnotation, CocoGroundTruth } from "./dataset.js";
import { type JsonValue, readJsonFile } from "./json_file.js";

/** Does what `readCocoAnnotations` of the index says. */
export async function readCocoAnnotations(file: string): Promise<CocoGroundTruth> {
  const root = await readJsonFile(file);
  return {
    images: uniqueList(root.field("images"), (image, id) => ({
      id,
      fileName: image.field("file_name").isAbsent ? "" : image.field("file_name").string(),
    })),
    categories: uniqueList(root.field("categories"), (category, id) => ({
      id,
      name: category.field("name").string(),
    })),
    annotations: uniqueList(root.field("annotations"), readAnnotation),
  };
}

function readAnnotation(entry: JsonValue, id: number): CocoAnnotation {
  return {
    id,
    imageId: entry.field("image_id").id(),
    categoryId: entry.field("category_id").id(),
    bbox: entry.field("bbox").box(),
    area: entry.field("area").number(),
    isCrowd: entry.field("iscrowd").isAbsent ? false : entry.field("iscrowd").flag(),
  };
}

function uniqueList<T>(list: JsonValue, read: (entry: JsonValue, id: number) => T): T[] {
  const seen = new Set<number>();
  return list.list((entry) => {
    const id = entry.field("id").id();
    if (seen.has(id)) throw entry.field("id").wrong("an id that no other entry has");
    seen.add(id);
    return read(entry, id);
  });
}
