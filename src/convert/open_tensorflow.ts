import { HalfliteError } from "../errors.js";
import type { Model } from "../graph/index.js";
import { importTensorFlow } from "../importers/tensorflow/import_tensorflow.js";
import { runPasses } from "../passes/index.js";
import { optimize } from "../passes/optimize/index.js";
import type { TensorFlowModel } from "../tensorflow/index.js";
import { type ImportOptions, type OpenedModel, openedGraph } from "./importer.js";

/** Lowers and optimizes what a reader of TensorFlow's formats gave. It is closed if that fails. */
export function openTensorFlow(
  source: TensorFlowModel,
  options: ImportOptions,
  files: readonly string[],
  changedFile: () => string | undefined,
): OpenedModel {
  const { signatureKeys, allowCustomOps = false, fuseLstm = false } = options;
  const warnings: string[] = [];
  try {
    const model = importTensorFlow(source, {
      ...(signatureKeys ? { signatureKeys } : {}),
      allowCustomOps,
      fuseLstm,
      onWarning: (warning) => warnings.push(warning),
    });
    const rewrites = runPasses(model, optimize, undefined);
    if (!allowCustomOps) refuseCustomOperators(model);
    return openedGraph({ model, rewrites, warnings, close: () => source.close() }, files, changedFile);
  } catch (error) {
    source.close();
    throw error;
  }
}

/** What lowering left as custom operators, for patterns that were then not found. @throws UNSUPPORTED_OPERATION */
function refuseCustomOperators(model: Model): void {
  const nodes = model.graphs.flatMap((graph) => graph.nodes);
  const operations = model.operatorCodes
    .filter(({ builtinCode }) => builtinCode === "CUSTOM")
    .map((code) => ({
      operation: code.customCode ?? "",
      reason:
        "TensorFlow Lite has it only as a part of other operators; allowCustomOps keeps it as a custom one",
      nodes: nodes.filter(({ operator }) => operator === code).map(({ outputs }) => outputs[0]?.name ?? ""),
    }));
  if (operations.length > 0)
    throw new HalfliteError("UNSUPPORTED_OPERATION", { file: model.file, operations });
}
