import { UnsupportedLayer } from "../defects.js";
import { isObject } from "../model/config.js";
import { isOperation, type LayerRecord } from "../model/topology.js";
import { activationLayers } from "./activations.js";
import { attentionLayers } from "./attention.js";
import { convolutionLayers } from "./convolution.js";
import { denseLayers } from "./dense.js";
import { identity, type LayerCall, type LayerKind, type LayerKinds } from "./kind.js";
import { mergingLayers } from "./merging.js";
import { normalizationLayers } from "./normalization.js";
import { kerasOperations, tensorFlowOperation } from "./operations.js";
import { poolingLayers } from "./pooling.js";
import { recurrentLayers } from "./recurrent.js";
import { shapingLayers } from "./shaping.js";
import { timeDistributed } from "./time_distributed.js";
import { transposedConvolutionLayers } from "./transposed_convolution.js";

/** Layers that do nothing but while a model is trained. */
const TRAINING_ONLY = [
  "Dropout",
  "SpatialDropout1D",
  "SpatialDropout2D",
  "SpatialDropout3D",
  "AlphaDropout",
  "GaussianDropout",
  "GaussianNoise",
  "ActivityRegularization",
  "Identity",
  "RandomFlip",
  "RandomRotation",
  "RandomZoom",
  "RandomTranslation",
  "RandomContrast",
  "RandomBrightness",
];

/** The one list of layers. */
const kinds: LayerKinds = {
  ...activationLayers,
  ...attentionLayers,
  ...convolutionLayers,
  ...denseLayers,
  ...mergingLayers,
  ...normalizationLayers,
  ...poolingLayers,
  ...recurrentLayers,
  ...shapingLayers,
  ...transposedConvolutionLayers,
  ...Object.fromEntries(TRAINING_ONLY.map((name) => [name, identity])),
};

/** The kind of a layer. @throws UnsupportedLayer */
export function kindOf(layer: Pick<LayerRecord, "className" | "module" | "config">): LayerKind {
  const { className, module, config } = layer;
  requireFloat32(layer);
  if (className === "TimeDistributed") return timeDistributed(config, kindOf);
  if (className === "TFOpLambda" || className === "SlicingOpLambda") return tensorFlowOperation(config);
  const kind = isOperation(module) ? own(kerasOperations, className) : layerOrOperation(layer);
  if (!kind) throw new UnsupportedLayer("no such layer is known");
  return kind;
}

const own = (table: LayerKinds, name: string): LayerKind | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

/** HDF5 does not tell layers from operations of the same name: a layer that merges is called on a list, Reshape has a target. */
function layerOrOperation({
  className,
  module,
  config,
}: Pick<LayerRecord, "className" | "module" | "config">) {
  const [asLayer, asOperation] = [own(kinds, className), own(kerasOperations, className)];
  if (module !== "" || !asLayer || !asOperation) return asLayer ?? (module === "" ? asOperation : undefined);
  const isMerging = own(mergingLayers, className) !== undefined;
  const isLayer = ({ args }: LayerCall) =>
    isMerging
      ? args.length === 0 || Array.isArray(args[0])
      : className !== "Reshape" || config.has("target_shape");
  return {
    ...asLayer,
    emit: (call: LayerCall) => (isLayer(call) ? asLayer : asOperation).emit(call),
  };
}

/** Refuses arithmetic in other types. */
function requireFloat32({ config }: Pick<LayerRecord, "config">): void {
  const { dtype } = config.json;
  const policy = isObject(dtype) ? isObject(dtype.config) && dtype.config.name : dtype;
  if (typeof policy === "string" && /16|64|int8|float8/.test(policy) && !/^u?int(32|64)$/.test(policy))
    throw new UnsupportedLayer(`dtype policy ${policy}`);
}
