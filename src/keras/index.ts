export { readLayersModel } from "./layers_model.js";
export { type KerasOptions, readKeras } from "./read.js";
