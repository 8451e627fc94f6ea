import type { Measurement } from "../measure.js";
import { gpuLines } from "./gpu.js";
import { bytes, columns, grouped, type Palette, plural } from "./text.js";

/** The slowest nodes that are listed. */
const LISTED_NODES = 10;

/** A measurement as text for people. */
export function measurementText(model: string, measurement: Measurement, colours: Palette): string {
  const { backend, precision, fallbacks, gpu, load, firstRun, warmup, runs, memory } = measurement;
  const left = fallbacks.length > 0 ? `, ${plural(fallbacks.length, "operator")} in TypeScript` : "";
  const arithmetic = precision === "float16" ? ", float16 arithmetic" : "";
  return [
    colours.bold(model),
    ...columns([
      ["backend", (backend === "js" ? "TypeScript (js)" : backend) + arithmetic + left],
      ["load", milliseconds(load)],
      ["first run", milliseconds(firstRun)],
      [
        plural(runs.count, "run"),
        `median ${colours.green(milliseconds(runs.median))}, minimum ${milliseconds(runs.minimum)}, ` +
          `mean ${milliseconds(runs.mean)}, p95 ${milliseconds(runs.p95)}, maximum ${milliseconds(runs.maximum)}` +
          ` (after ${plural(warmup, "warmup run")})`,
      ],
      [
        "memory",
        `resident: ${bytes(memory.before)} before, ${bytes(memory.loaded)} loaded, ` +
          `${bytes(memory.after)} after the runs, ${bytes(memory.peak)} at most`,
      ],
    ]),
    ...gpuLines(gpu, colours),
    ...profileLines(measurement, colours),
  ].join("\n");
}

function profileLines({ profile }: Measurement, colours: Palette): string[] {
  if (!profile) return [];
  const share = (part: number) => `${((100 * part) / profile.milliseconds).toFixed(1)}%`;
  const slowest = [...profile.nodes].sort((a, b) => b.milliseconds - a.milliseconds).slice(0, LISTED_NODES);
  return [
    colours.bold(`operators, milliseconds per run (of ${plural(profile.runs, "profiled run")})`),
    ...columns(
      profile.operators.map(({ operator, nodes, milliseconds: total }) => [
        (total / profile.runs).toFixed(3),
        share(total),
        grouped(nodes),
        operator,
      ]),
      [0, 1, 2],
    ),
    colours.bold("slowest nodes"),
    ...columns(
      slowest.map(({ place, milliseconds: total }) => [
        (total / profile.runs).toFixed(3),
        share(total),
        place,
      ]),
      [0, 1],
    ),
  ];
}

/** Three decimals: a run may take microseconds. */
const milliseconds = (time: number): string => `${time.toFixed(time < 100 ? 3 : 1)} ms`;
