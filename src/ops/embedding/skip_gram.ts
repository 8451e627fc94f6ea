import type { StringData } from "../../tensor/index.js";
import type { RecordOf } from "../../tflite/index.js";
import { SkipGramOptions } from "../../tflite/schema/network_options.js";
import { inputOf, outputOf, requireType } from "../check.js";
import { dynamicKernel, type Execution } from "../kernel.js";
import { operator } from "../operator.js";

/** Sequences of words of a text that may leave out words between them: a STRING to STRING [n]. */
export const skipGram = operator("SKIP_GRAM", ["1.5.0"], {
  kernel: dynamicKernel(SkipGramOptions, {
    computes: true,
    execute(node, execution) {
      const input = inputOf(node, 0);
      requireType(node, input, "STRING");
      requireType(node, outputOf(node), "STRING");
      const [text] = input.data as StringData;
      const data = grams(wordsOf(text ?? new Uint8Array()), node.options, execution);
      return [{ dtype: "STRING", shape: [data.length], quantization: null, data }];
    },
  }),
});

const SPACES: readonly number[] = Array.from(" \t\n\v\f\r", (space) => space.charCodeAt(0));
const isSpace = (byte: number | undefined) => SPACES.includes(byte ?? -1);

/** Words between spaces. A space at the very beginning belongs to the first word, as in TensorFlow Lite. */
function wordsOf(text: Uint8Array): Uint8Array[] {
  const words: Uint8Array[] = [];
  let start = 0;
  for (let i = 1; i < text.length; i++) {
    if (!isSpace(text[i])) continue;
    if (i > start && !isSpace(text[start])) words.push(text.slice(start, i));
    start = i + 1;
  }
  if (text.length > start) words.push(text.slice(start));
  return words;
}

/** All sequences, depth first: the places of the words of the current one lie on a stack. */
function grams(
  words: readonly Uint8Array[],
  { ngramSize, maxSkipSize, includeAllNgrams }: RecordOf<typeof SkipGramOptions>,
  execution: Execution,
): Uint8Array[] {
  const found: Uint8Array[] = [];
  if (ngramSize < 0 || words.length < ngramSize) return found;
  const places = new Array<number>(ngramSize).fill(0);
  const canGoOn = (depth: number) =>
    depth < ngramSize &&
    places[depth]! + 1 < words.length &&
    (depth === 0 || places[depth]! - places[depth - 1]! <= maxSkipSize);
  for (let depth = 1; depth >= 0; ) {
    execution.countStep();
    if (canGoOn(depth)) {
      places[depth]!++;
      depth++;
      if (depth < ngramSize) places[depth] = places[depth - 1]!;
      continue;
    }
    if (depth > 0 && (includeAllNgrams ? depth <= ngramSize : depth === ngramSize))
      found.push(joined(places.slice(0, depth).map((place) => words[place]!)));
    depth--;
  }
  return found;
}

const joined = (words: readonly Uint8Array[]): Uint8Array =>
  new Uint8Array(Buffer.concat(words.flatMap((word, i) => (i === 0 ? [word] : [Buffer.from(" "), word]))));
