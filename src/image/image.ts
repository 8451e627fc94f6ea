/** Pixels of red, green and blue, [height, width, 3]. */
export interface Image<Pixels extends Uint8Array | Float32Array = Uint8Array> {
  readonly pixels: Pixels;
  readonly height: number;
  readonly width: number;
}

export const CHANNELS = 3;
