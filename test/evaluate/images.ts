import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { repositoryRoot } from "../paths.js";

/** Where the pictures are. */
export const PICTURE_FOLDER: string = path.join(repositoryRoot, "test", "image", "fixtures");

/** Names of the pictures that the tests have. */
export const PICTURES = ["colour_61x43.jpg", "grey_40x64.jpg", "progressive_33x80.jpg"] as const;

export interface ImageFolder {
  readonly path: string;
  /** Puts a picture there, or other content. */
  add(name: string, content: (typeof PICTURES)[number] | Buffer): void;
  /** Writes a text file beside the images' folder. @returns its path */
  text(name: string, content: string): string;
}

/** A fresh folder of images for each test; removed after it. */
export function imageFolder(): ImageFolder {
  let root = "";
  beforeEach(() => {
    root = fs.mkdtempSync(path.join(os.tmpdir(), "halflite-images-"));
    fs.mkdirSync(path.join(root, "images"));
  });
  afterEach(() => fs.rmSync(root, { recursive: true, force: true }));
  return {
    get path() {
      return path.join(root, "images");
    },
    add(name, content) {
      const file = path.join(root, "images", name);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(
        file,
        typeof content === "string" ? fs.readFileSync(path.join(PICTURE_FOLDER, content)) : content,
      );
    },
    text(name, content) {
      const file = path.join(root, name);
      fs.writeFileSync(file, content);
      return file;
    },
  };
}
