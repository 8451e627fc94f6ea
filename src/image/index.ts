export { decodeImage } from "./decode.js";
export type { Image } from "./image.js";
export { IMAGE_EXTENSIONS, isImageFile } from "./image_file.js";
export {
  checkImageInput,
  checkPreprocessing,
  type ImageInput,
  type Preprocessing,
  preprocess,
} from "./preprocess.js";
export { loadSharp } from "./sharp.js";
