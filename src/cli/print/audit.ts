import type { ActivationAudit, Fitness, RangeAudit } from "../../index.js";
import { columns, measure, type Palette, plural, shortened } from "./text.js";

/** An audit, ready to print. */
export interface ShownAudit {
  readonly model: string;
  readonly audit: RangeAudit;
  /** What the samples were. */
  readonly samples: string;
  readonly all: boolean;
}

/** The largest activations that are listed unless all are. */
const LISTED = 10;

/** What is wrong with an activation, in words. */
const meanings: { readonly [F in Exclude<Fitness, "fits">]: string } = {
  overflows: "hold values beyond ±65504, which become infinite",
  invalid: "hold NaN or infinity in float32 already",
  imprecise: "hold values so small that half precision loses more than a thousandth of them",
  close: "come within a factor of 4 of ±65504, which other data may exceed",
};

/** An audit as text for people. */
export function auditText(shown: ShownAudit, colours: Palette): string {
  const { model, audit, samples, all } = shown;
  const { activations, otherTypes, notComputed, backend } = audit;
  const others = otherTypes > 0 ? `, ${plural(otherTypes, "result")} of other types left out` : "";
  const lines = [
    colours.bold(model),
    `  ${samples}, ${backend === "js" ? "TypeScript (js)" : backend}; ${plural(activations.length, "float32 activation")}${others}`,
    ...tableLines(activations, all, colours),
  ];
  if (notComputed.length > 0)
    lines.push(
      colours.dim(
        `${plural(notComputed.length, "activation")} that no sample computes: ${notComputed.join(", ")}`,
      ),
    );
  return [...lines, ...verdictLines(audit, colours)].join("\n");
}

function tableLines(activations: readonly ActivationAudit[], all: boolean, colours: Palette): string[] {
  const largest = new Set([...activations].sort((a, b) => b.maxAbs - a.maxAbs).slice(0, LISTED));
  const listed = activations.filter((one) => all || one.fitness !== "fits" || largest.has(one));
  const title = all
    ? "all activations"
    : `the largest activations${listed.length > largest.size ? " and those that do not fit" : ""} (--all lists all)`;
  const head = [
    "minimum",
    "maximum",
    "99.9% within",
    "smallest",
    "overflow",
    "subnormal",
    "vanish",
    "operator",
    "tensor",
    "",
  ];
  return [
    colours.bold(`${title}, in the order of execution`),
    ...columns([head, ...listed.map(cells)], [0, 1, 2, 3, 4, 5, 6]),
  ];
}

function cells(activation: ActivationAudit): string[] {
  const { minimum, maximum, percentiles, minAbs, overflow, subnormal, vanishing, count } = activation;
  const share = (part: number) => (part === 0 ? "-" : `${((100 * part) / count).toPrecision(2)}%`);
  return [
    ...[minimum, maximum, percentiles.p999, minAbs].map(measure),
    ...[overflow, subnormal, vanishing].map(share),
    activation.operator,
    shortened(activation.name),
    activation.fitness === "fits" ? "" : activation.fitness,
  ];
}

function verdictLines({ verdict, activations }: RangeAudit, colours: Palette): string[] {
  const reasons = Object.entries(meanings).flatMap(([fitness, meaning]) => {
    const found = activations.filter((activation) => activation.fitness === fitness);
    if (found.length === 0) return [];
    return [
      `  ${plural(found.length, "activation")} ${meaning}: first "${found[0]!.name}", made by ${found[0]!.place}`,
    ];
  });
  switch (verdict) {
    case "safe":
      return [
        colours.green(
          "Safe on these samples: half precision holds every activation (precision float16, a GPU's half floats).",
        ),
      ];
    case "risky":
      return [
        colours.yellow("Risky in half precision (precision float16, a GPU's half floats):"),
        ...reasons,
      ];
    case "unsafe":
      return [
        colours.red("Not safe in half precision (precision float16, a GPU's half floats):"),
        ...reasons,
      ];
  }
}
