import type { Lowering, Lowerings } from "../lowering.js";
import { activation } from "./activation.js";
import { controlFlow } from "./control_flow.js";
import { convolution } from "./convolution.js";
import { creation } from "./creation.js";
import { einsum } from "./einsum.js";
import { elementwise } from "./elementwise.js";
import { fourier } from "./fourier.js";
import { image } from "./image.js";
import { indexing } from "./indexing.js";
import { joining } from "./joining.js";
import { matrix } from "./matrix.js";
import { normalization } from "./normalization.js";
import { passing } from "./passing.js";
import { pooling } from "./pooling.js";
import { ranking } from "./ranking.js";
import { reduction } from "./reduction.js";
import { shape } from "./shape.js";
import { tensorList } from "./tensor_list.js";
import { variable } from "./variable.js";

/** The one list of TensorFlow's operations that have a form in TensorFlow Lite, by family. */
const lowerings: Lowerings = {
  ...activation,
  ...controlFlow,
  ...convolution,
  ...creation,
  ...einsum,
  ...elementwise,
  ...fourier,
  ...image,
  ...indexing,
  ...joining,
  ...matrix,
  ...normalization,
  ...passing,
  ...pooling,
  ...ranking,
  ...reduction,
  ...shape,
  ...tensorList,
  ...variable,
};

const byKind: ReadonlyMap<string, Lowering> = new Map(Object.entries(lowerings));

/** How operations of that kind are lowered; undefined if they are not. */
export const findLowering = (kind: string): Lowering | undefined => byKind.get(kind);
