import type { StepShader } from "../shader.js";
import { productDispatch } from "./product.js";
import { denseRows, weightBindings, weightText } from "./weights.js";

/** A product with weights [units, depth], and a bias. */
export const dense: StepShader = ({ parameters, operands }) => {
  const [rows, depth, units] = parameters.list(3);
  parameters.flag();
  const range = parameters.list(2);
  const [, filter, bias] = operands;
  const weights = { operand: 1, isConstant: filter!.isConstant, isLast: false };
  const text = weightText(weights, units, depth);
  return [
    productDispatch({
      name: "dense",
      ...{ rows, columns: units, depth, batches: 1, range },
      operands: [
        { name: "a", operand: 0, width: depth % 4 === 0 ? 4 : 1, access: "read" },
        ...weightBindings([weights, bias ? { operand: 2, isConstant: bias.isConstant } : null], units, depth),
      ],
      sink: 3,
      ...text,
      loads: `${denseRows(depth)}\n${text.loads}`,
      parameters: [],
    }),
  ];
};
