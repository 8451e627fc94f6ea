/** How large an image network is. */
export interface Size {
  /** Height and width of the input. */
  readonly image: number;
  /** What channels are multiplied by. */
  readonly width: number;
}

/** Of ImageNet. */
export const CLASSES = 1000;

/** Channels, rounded to a multiple of 8 as the MobileNets do, and never by more than a tenth downwards. */
export function widthOf(channels: number, width: number): number {
  const wanted = channels * width;
  const rounded = Math.max(8, Math.floor((wanted + 4) / 8) * 8);
  return rounded < 0.9 * wanted ? rounded + 8 : rounded;
}
