/** A box in pixels: the left and the upper edge, width and height. */
export type CocoBox = readonly [x: number, y: number, width: number, height: number];

/** An image of a dataset. */
export interface CocoImage {
  readonly id: number;
  /** Relative to the folder of the images; empty where the dataset does not say. */
  readonly fileName: string;
}

/** A class of objects. */
export interface CocoCategory {
  readonly id: number;
  readonly name: string;
}

/** An object that is in an image. */
export interface CocoAnnotation {
  /** Only 0 has a meaning: see {@link meanAveragePrecision}. */
  readonly id?: number;
  readonly imageId: number;
  readonly categoryId: number;
  readonly bbox: CocoBox;
  /** In square pixels: of the object's outline, which is less than that of its box. It decides whether the object is small. */
  readonly area: number;
  /** The box holds many objects that nobody has told apart: what is found there counts neither for nor against a model. */
  readonly isCrowd: boolean;
}

/** What is in the images of a dataset. */
export interface CocoGroundTruth {
  readonly images: readonly CocoImage[];
  readonly categories: readonly CocoCategory[];
  readonly annotations: readonly CocoAnnotation[];
}

/** An object that a model believes to be in an image. */
export interface CocoDetection {
  readonly imageId: number;
  readonly categoryId: number;
  readonly bbox: CocoBox;
  /** How sure the model is; only the order of scores counts. */
  readonly score: number;
}
