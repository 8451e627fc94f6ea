import type { ElementType } from "../../tensor/index.js";
import type { GraphDef, NodeDef, SignatureDef, TensorInfo } from "../records.js";

/** Operations that take what a caller gives. */
const INPUTS = new Set(["Placeholder", "PlaceholderWithDefault"]);
/** Operations whose results nobody asks for. */
const SILENT = new Set(["Placeholder", "PlaceholderWithDefault", "Const", "NoOp", "Assert"]);

/** The signature of a graph that has none: its placeholders, and the first results of the nodes that no other node reads. */
export function derivedSignature({ nodes }: GraphDef): SignatureDef {
  const read = new Set(nodes.flatMap(({ inputs }) => inputs.map((input) => input.replace(/:\d+$/, ""))));
  const results = nodes.filter(({ name, op }) => !SILENT.has(op) && !read.has(name));
  return {
    inputs: new Map(nodes.filter(({ op }) => INPUTS.has(op)).map(infoOf)),
    outputs: new Map(results.map(infoOf)),
  };
}

function infoOf({ name, attributes }: NodeDef): [string, TensorInfo] {
  const shape = attributes.get("shape");
  return [
    name,
    { tensor: `${name}:0`, dtype: typeOf(attributes), shape: shape?.kind === "shape" ? shape.value : null },
  ];
}

/** Operations name the type of their result like this; those that name none, most often compute numbers. */
function typeOf(attributes: NodeDef["attributes"]): ElementType {
  for (const name of ["dtype", "DstT", "out_type", "output_type", "T"]) {
    const type = attributes.get(name);
    if (type?.kind === "type") return type.value;
  }
  return "FLOAT32";
}
