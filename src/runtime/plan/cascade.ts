import type { WindowAxis } from "../../ops/index.js";

/** A step that makes the lines of an image one after another, from those of the stage before. */
export interface CascadeStage {
  /** How its window moves over the lines of its input. */
  readonly lines: WindowAxis;
  /** Bytes of a line of its output. */
  readonly lineBytes: number;
}

export interface CascadePlan {
  /** Lines of the last output that are made at a time. */
  readonly band: number;
  /** Into how many parts, made side by side, the last output falls. */
  readonly parts: number;
  /** How many lines of each output a part keeps at most; of the last one all are kept. */
  readonly held: readonly number[];
}

const MOST_BAND = 32;

/**
 * The largest band for which what a part keeps between the stages fits the cache; a single line if none does.
 * native/program/steps/cascade.cpp goes through the lines in the same way.
 */
export function planCascade(stages: readonly CascadeStage[], parts: number, cacheBytes: number): CascadePlan {
  for (let band = MOST_BAND; ; band = Math.floor(band / 2)) {
    const held = mostHeld(stages, parts, band);
    const bytes = held.slice(0, -1).reduce((sum, lines, i) => sum + lines * stages[i]!.lineBytes, 0);
    if (bytes <= cacheBytes || band === 1) return { band, parts, held };
  }
}

/** How much of what the stages make is made more than once, by parts side by side: 0 for nothing, 1 for as much again. */
export function repeatedShare(stages: readonly CascadeStage[], parts: number): number {
  let [made, needed] = [0, 0];
  stages.forEach(({ lines, lineBytes }) => {
    needed += lines.output * lineBytes;
  });
  for (let part = 0; part < parts; part++) {
    const { first, end } = startOf(stages, parts, part);
    const ends = bandEnds(stages, first, end);
    stages.forEach(({ lineBytes }, i) => {
      made += (ends[i]! - first[i]!) * lineBytes;
    });
  }
  return made / needed - 1;
}

function mostHeld(stages: readonly CascadeStage[], parts: number, band: number): number[] {
  const held = stages.map(() => 1);
  for (let part = 0; part < parts; part++)
    heldLines(stages, startOf(stages, parts, part), band).forEach((lines, i) => {
      held[i] = Math.max(held[i]!, lines);
    });
  return held;
}

/** The first line that a part makes of each output, and the end of its lines of the last one. */
function startOf(
  stages: readonly CascadeStage[],
  parts: number,
  part: number,
): { first: number[]; end: number } {
  const all = stages.at(-1)!.lines.output;
  const lines = Math.ceil(all / parts);
  const begin = Math.min(part * lines, all);
  const first = stages.map(() => begin);
  for (let i = stages.length - 2; i >= 0; i--)
    first[i] = Math.min(firstLineRead(stages[i + 1]!.lines, first[i + 1]!), stages[i]!.lines.output);
  return { first, end: Math.min(begin + lines, all) };
}

function heldLines(
  stages: readonly CascadeStage[],
  start: { readonly first: readonly number[]; readonly end: number },
  band: number,
): number[] {
  const last = stages.length - 1;
  const held = stages.map(() => 1);
  const [first, done] = [[...start.first], [...start.first]];
  while (done[last]! < start.end) {
    const ends = bandEnds(stages, done, Math.min(done[last]! + band, start.end));
    for (let i = 0; i <= last; i++) {
      if (ends[i] === done[i]) continue;
      if (i < last) {
        const needed = firstLineRead(stages[i + 1]!.lines, done[i + 1]!);
        first[i] = Math.min(Math.max(needed, first[i]!), done[i]!);
        held[i] = Math.max(held[i]!, ends[i]! - first[i]!);
      }
      done[i] = ends[i]!;
    }
  }
  return held;
}

/** Up to which line every stage has to be for the last one to reach `end`. */
function bandEnds(stages: readonly CascadeStage[], done: readonly number[], end: number): number[] {
  const ends = [...done];
  ends[stages.length - 1] = end;
  for (let i = stages.length - 2; i >= 0; i--) {
    const next = ends[i + 1]!;
    if (next > done[i + 1]!) ends[i] = Math.max(done[i]!, linesRead(stages[i + 1]!.lines, next));
  }
  return ends;
}

/** Lines of the input that the first `count` lines of the output need. */
const linesRead = ({ input, taps, stride, dilation, before }: WindowAxis, count: number): number =>
  Math.min(input, Math.max(0, (count - 1) * stride - before + (taps - 1) * dilation + 1));

/** The first line of the input that a line of the output and those behind it need. */
const firstLineRead = ({ stride, before }: WindowAxis, line: number): number =>
  Math.max(0, line * stride - before);
