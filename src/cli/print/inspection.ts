import type { Inspection, TensorInspection } from "../../inspect/index.js";
import { bytes, columns, grouped, type Palette, plural } from "./text.js";

/** Tensors that are listed without --tensors. */
const LISTED_TENSORS = 10;

/** An inspection as text for people. */
export function inspectionText(model: Inspection, allTensors: boolean, colours: Palette): string {
  const section = (title: string, lines: readonly string[]) =>
    lines.length ? [colours.bold(title), ...lines] : [];
  const listed = allTensors ? model.constants : model.constants.slice(0, LISTED_TENSORS);
  const left = model.constants.length - listed.length;
  return [
    ...overview(model, colours),
    ...model.subgraphs.flatMap((graph) =>
      section(
        `subgraph ${graph.index}${graph.name && ` ${graph.name}`}: ` +
          `${plural(graph.operatorCount, "operator")}, ${plural(graph.tensorCount, "tensor")}`,
        columns([
          ...graph.inputs.map((t) => argument("input", t)),
          ...graph.outputs.map((t) => argument("output", t)),
        ]),
      ),
    ),
    ...section("operators", operatorLines(model)),
    ...section(
      `constants, largest first`,
      columns(
        listed.map((t) => [grouped(t.byteLength), t.type, shapeText(t.shape), t.name, t.usedBy.join(" ")]),
        [0],
      ),
    ),
    ...(left > 0 ? [colours.dim(`  and ${grouped(left)} more (--tensors lists all)`)] : []),
    ...section("constant bytes by type", typeLines(model)),
    ...section("signatures", signatureLines(model)),
    ...section("metadata", columns(model.metadata.map(({ name, byteLength }) => [name, bytes(byteLength)]))),
    ...section(
      "appended archive",
      columns((model.appended?.files ?? []).map(({ name, byteLength }) => [name, bytes(byteLength)])),
    ),
  ].join("\n");
}

function overview(model: Inspection, colours: Palette): string[] {
  const rows: [string, string | undefined][] = [
    ["size", `${grouped(model.byteLength)} bytes (${bytes(model.byteLength)})`],
    ["description", model.description],
    ["schema version", String(model.version)],
    ["minimum runtime", model.minRuntimeVersion],
    ["reduced precision", model.reducedPrecisionSupport],
    ["behind the model", model.appended && `${grouped(model.appended.byteLength)} bytes`],
  ];
  const shown = rows.flatMap(([label, text]) => (text ? [[label, text]] : []));
  return [colours.bold(model.name), ...columns(shown)];
}

const shapeText = (shape: readonly number[]) => `[${shape.join(", ")}]`;

const argument = (role: string, t: TensorInspection) => [role, t.type, shapeText(t.shape), t.name];

function operatorLines({ operators }: Inspection): string[] {
  const rows = operators.map(({ name, custom, count, versions, constantBytes }) => [
    grouped(count),
    custom ? `${name} (custom)` : name,
    `version ${versions.join(", ")}`,
    constantBytes > 0 ? `${bytes(constantBytes)} of constants` : "",
  ]);
  return columns(rows, [0]);
}

function typeLines({ constantBytes }: Inspection): string[] {
  const types = Object.entries(constantBytes).sort(([, a], [, b]) => b - a);
  return columns(
    types.map(([type, size]) => [grouped(size), type]),
    [0],
  );
}

function signatureLines({ signatures }: Inspection): string[] {
  return signatures.flatMap(({ key, subgraph, inputs, outputs }) => [
    `  ${key} (subgraph ${subgraph})`,
    ...columns(
      inputs.map(({ name, tensor }) => ["input", name, tensor]),
      [],
      "    ",
    ),
    ...columns(
      outputs.map(({ name, tensor }) => ["output", name, tensor]),
      [],
      "    ",
    ),
  ]);
}
