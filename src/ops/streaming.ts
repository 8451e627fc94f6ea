/** An image that is smaller stays in the second-level cache as a whole until the next layer reads it. */
export const LEAST_STREAMED_BYTES = 512 * 1024;

/**
 * What a layer's weights may take as float32 for it to be taken together with the layer before, line by line: they pass through the
 * caches once for every few lines.
 */
export const MOST_STREAMED_WEIGHT_BYTES = 128 * 1024;
