/** The digits of inputs/test.npy, 64 numbers from 0 to 1 each, and what they are. */
export function parseTestDigits(inputs, expected) {
  const pixels = new Float32Array(contentOf(inputs));
  const labels = [...new Int32Array(contentOf(expected))];
  return { images: labels.map((_, i) => pixels.subarray(64 * i, 64 * (i + 1))), labels };
}

/** What stands behind the header of a .npy file. */
function contentOf(file) {
  const header = 10 + file.readUInt16LE(8);
  return new Uint8Array(file.subarray(header)).buffer;
}
