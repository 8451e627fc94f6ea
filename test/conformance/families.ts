import type { Case } from "./case.js";
import { activation } from "./cases/activation.js";
import { arithmetic } from "./cases/arithmetic.js";
import { complex } from "./cases/complex.js";
import { controlFlow } from "./cases/control_flow.js";
import { convolution } from "./cases/convolution.js";
import { creation } from "./cases/creation.js";
import { elementwise } from "./cases/elementwise.js";
import { embedding } from "./cases/embedding.js";
import { image } from "./cases/image.js";
import { indexing } from "./cases/indexing.js";
import { joining } from "./cases/joining.js";
import { logic } from "./cases/logic.js";
import { lstms } from "./cases/lstm.js";
import { matrix } from "./cases/matrix.js";
import { normalization } from "./cases/normalization.js";
import { pooling } from "./cases/pooling.js";
import { ranking } from "./cases/ranking.js";
import { recurrent } from "./cases/recurrent.js";
import { reduction } from "./cases/reduction.js";
import { representation } from "./cases/representation.js";
import { shape } from "./cases/shape.js";
import { stablehlo } from "./cases/stablehlo.js";
import { stridedSlice } from "./cases/strided_slice.js";
import { variable } from "./cases/variable.js";

/** All cases, by family of operators: the name of the file that holds them. */
export const families: Readonly<Record<string, readonly Case[]>> = {
  activation,
  arithmetic,
  complex,
  control_flow: controlFlow,
  convolution,
  creation,
  elementwise,
  embedding,
  image,
  indexing,
  joining,
  logic,
  lstm: lstms,
  matrix,
  normalization,
  pooling,
  ranking,
  recurrent,
  reduction,
  representation,
  shape,
  stablehlo,
  strided_slice: stridedSlice,
  variable,
};
