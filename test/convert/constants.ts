import { type ModelFile, readRange } from "../../src/tflite/index";

/** The float constants of a model as a set of "type shape bytes", for comparison by value. */
export function floatConstants({ model, buffers }: ModelFile): Set<string> {
  const tensors = (model.subgraphs ?? []).flatMap((subgraph) => subgraph.tensors ?? []);
  return new Set(
    tensors.flatMap(({ type, shape, buffer }) => {
      const content = buffers[buffer];
      if (!content || (type !== "FLOAT16" && type !== "FLOAT32")) return [];
      return [`${type} [${shape ?? ""}] ${Buffer.from(readRange(content)).toString("base64")}`];
    }),
  );
}

/** Per subgraph, the positions of the DEQUANTIZE operators and the names of what they read. */
export function dequantizes({ model }: ModelFile): string[][] {
  return (model.subgraphs ?? []).map(({ operators, tensors }) =>
    (operators ?? []).flatMap(({ opcodeIndex, inputs }, position) => {
      if (model.operatorCodes?.[opcodeIndex]?.builtinCode !== "DEQUANTIZE") return [];
      return [`${position} ${tensors?.[inputs?.[0] ?? -1]?.type}`];
    }),
  );
}

/** The versions of the DEQUANTIZE operator codes. */
export const dequantizeVersions = ({ model }: ModelFile): number[] =>
  (model.operatorCodes ?? [])
    .filter(({ builtinCode }) => builtinCode === "DEQUANTIZE")
    .map(({ version }) => version);

/** Metadata as name and text, without the padding of zeros. */
export function metadataText({ model, buffers }: ModelFile, name: string): string | undefined {
  const entry = model.metadata?.find((candidate) => candidate.name === name);
  const content = entry && buffers[entry.buffer];
  return content ? Buffer.from(readRange(content)).toString("latin1").replace(/\0+$/, "") : undefined;
}
