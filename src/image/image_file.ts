import path from "node:path";

/** The endings of files that are taken for images. */
export const IMAGE_EXTENSIONS: readonly string[] = [
  ".jpg",
  ".jpeg",
  ".png",
  ".webp",
  ".gif",
  ".avif",
  ".tif",
  ".tiff",
];

export const isImageFile = (file: string): boolean =>
  IMAGE_EXTENSIONS.includes(path.extname(file).toLowerCase());
