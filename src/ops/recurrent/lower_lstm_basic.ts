import { inputOf } from "../check.js";
import { activationRange } from "../fused_activation.js";
import type { NativeNode } from "../kernel.js";
import { lowerCopy } from "../lower_copy.js";
import { multiplierParameters } from "../lower_stored.js";
import { float16Flag } from "../lower_window.js";
import type { NativeOperand, NativeStep } from "../lowering.js";
import { copyOf } from "../strided_copy.js";
import { unlessRefused } from "../unless_refused.js";
import { logistic16, tanh16 } from "./fixed_point_16.js";
import { type BasicForm, BIASES, basicForm, HIDDEN, INPUT, STATE, WEIGHTS } from "./lstm_basic.js";
import { basicScaling, STATE_BITS } from "./lstm_basic_integers.js";
import { namedTable } from "./table_16.js";

/** The outputs. */
const [SHOWN, NEXT, JOINED, GATES] = [0, 1, 2, 3];

/** The native steps of the small form of LSTM: the rows are joined, multiplied, and make the next state. Null without any cells. */
export function lowerBasicLstm(node: NativeNode<unknown>): NativeStep[] | null {
  const form = basicForm(node);
  const { batch, cells } = form;
  if (batch === 0 || cells === 0) return null;
  const joins = joinSteps(node, form);
  if (inputOf(node, INPUT).dtype === "FLOAT32") return [...joins, ...floatSteps(node, form)];
  return unlessRefused(() => [...joins, integerStep(node, form)]);
}

/** Input and hidden values side by side. */
function joinSteps(node: NativeNode<unknown>, { batch, inputs, cells }: BasicForm): NativeStep[] {
  const { dtype } = inputOf(node, INPUT);
  const row = inputs + cells;
  const join = (input: number, width: number, sinkOffset: number) =>
    lowerCopy(dtype, {
      source: { input },
      output: JOINED!,
      copy: copyOf([batch, width], { sinkStrides: [row, 1], sinkOffset }),
    });
  return [...(inputs > 0 ? [join(INPUT, inputs, 0)] : []), join(HIDDEN, cells, inputs)];
}

function floatSteps(node: NativeNode<unknown>, { batch, inputs, cells }: BasicForm): NativeStep[] {
  return [
    {
      step: "dense",
      operands: [
        { output: JOINED! },
        { input: WEIGHTS, float16: true },
        { input: BIASES },
        { output: GATES! },
      ],
      parameters: [batch, inputs + cells, 4 * cells, float16Flag(node, WEIGHTS), ...activationRange("NONE")],
    },
    {
      step: "basic_lstm_cell",
      operands: [{ output: GATES! }, ...stateOperands(node)],
      parameters: [batch, cells, keepsState(node)],
    },
  ];
}

function integerStep(node: NativeNode<unknown>, { batch, inputs, cells }: BasicForm): NativeStep {
  const { zeroPoint, multiplier } = basicScaling(node, WEIGHTS, BIASES, STATE);
  const tables = [
    namedTable("logistic", logistic16),
    namedTable("tanh of 3 integer bits", (x) => tanh16(x, 3)),
    namedTable(`tanh of ${STATE_BITS} integer bits`, (x) => tanh16(x, STATE_BITS)),
  ];
  return {
    step: "integer_basic_lstm",
    operands: [
      ...[{ output: JOINED! }, { input: WEIGHTS }, { input: BIASES }],
      ...tables.map((constant) => ({ constant })),
      ...[...stateOperands(node), { output: GATES! }],
    ],
    parameters: [
      ...[batch, inputs + cells, cells, keepsState(node), zeroPoint],
      ...multiplierParameters(multiplier),
    ],
  };
}

/** The old state, where hidden values are kept, the new hidden values, the new state. */
const stateOperands = (node: NativeNode<unknown>): NativeOperand[] => [
  { input: STATE },
  inputOf(node, HIDDEN).isVariable ? { input: HIDDEN } : null,
  { output: SHOWN! },
  { output: NEXT! },
];

const keepsState = (node: NativeNode<unknown>): number => Number(inputOf(node, STATE).isVariable);
