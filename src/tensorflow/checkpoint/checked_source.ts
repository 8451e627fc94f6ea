import { type ByteRange, type ByteSource, readRange } from "../../tflite/index.js";
import { invalid, type Place } from "../defects.js";
import { crc32c, crcText, maskCrc } from "./crc32c.js";

/**
 * Bytes with a checksum, which is checked along with reading them: once somebody has read all, at once or piece by piece in
 * order, the checksum of what was read is compared. Nothing is read twice, and what is checked is not checked again.
 *
 * @param masked the checksum as it is stored
 * @param place what to name in the error; `read` throws INVALID_MODEL with both checksums
 */
export function checkedRange(range: ByteRange, masked: number, place: Place): ByteRange {
  const { source, offset: start, byteLength } = range;
  let crc = 0;
  /** Where the part that is in `crc` ends. */
  let done = 0;
  let right = false;
  const checked: ByteSource = {
    name: source.name,
    size: byteLength,
    identity: `${source.identity} ${start}:${byteLength}`,
    // Whoever wants all of it reads it piece by piece, as it is not known to be at hand.
    computed: true,
    read(offset, length) {
      if (offset < 0 || length < 0 || offset + length > byteLength)
        throw invalid(
          { ...place, offset: start },
          `bytes 0 to ${byteLength}`,
          `${offset} to ${offset + length}`,
        );
      const bytes = readRange({ source, offset: start + offset, byteLength: length });
      if (!right) check(offset, bytes);
      return bytes;
    },
    close() {},
  };
  return { source: checked, offset: 0, byteLength };

  function check(offset: number, bytes: Uint8Array): void {
    // Whoever starts again from the beginning may be the one who reads everything.
    if (offset === 0) {
      crc = 0;
      done = 0;
    }
    if (offset > done || offset + bytes.byteLength <= done) return;
    crc = crc32c(bytes.subarray(done - offset), crc);
    done = offset + bytes.byteLength;
    if (done < byteLength) return;
    const computed = maskCrc(crc);
    if (computed !== masked) throw invalid(place, `masked crc32c ${crcText(masked)}`, crcText(computed));
    right = true;
  }
}
