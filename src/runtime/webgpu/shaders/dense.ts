import type { StepShader } from "../shader.js";
import { productDispatch } from "./product.js";
import { COMPUTED_COLUMNS, denseRows, TRANSPOSED_COLUMNS, weightBindings } from "./weights.js";

/** A product with weights [units, depth], and a bias. */
export const dense: StepShader = ({ parameters, operands }) => {
  const [rows, depth, units] = parameters.list(3) as [number, number, number];
  parameters.flag();
  const range = parameters.list(2) as [number, number];
  const [, weights, bias] = operands;
  return [
    productDispatch({
      name: "dense",
      ...{ rows, columns: units, depth, batches: 1, range },
      operands: [
        { name: "a", operand: 0, width: depth % 4 === 0 ? 4 : 1, access: "read" },
        ...weightBindings(
          [
            { operand: 1, isConstant: weights!.isConstant },
            bias ? { operand: 2, isConstant: bias.isConstant } : null,
          ],
          units,
          depth,
        ),
      ],
      sink: 3,
      loads: `${denseRows(depth)}\n${weights!.isConstant ? TRANSPOSED_COLUMNS : COMPUTED_COLUMNS}`,
      parameters: [],
    }),
  ];
};
