import {
  clamp,
  multiplyByQuantizedMultiplier,
  type QuantizedMultiplier,
  roundingDivideByPowerOfTwo,
} from "../fixed_point.js";
import { saturate16, tanh16 } from "./fixed_point_16.js";
import { addProduct, type IntegerGate, type IntegerProduct, openIntegerGate } from "./lstm_integer_gate.js";

/** An LSTM of INT8 values with an INT16 state. */
export interface IntegerLstm {
  /** Null where the input gate is what the forget gate leaves. */
  readonly inputGate: IntegerGate | null;
  readonly forgetGate: IntegerGate;
  readonly cellGate: IntegerGate;
  readonly outputGate: IntegerGate;
  /** The state's scale is 2 to this power. */
  readonly stateExponent: number;
  /** 0 does not clip. */
  readonly cellClip: number;
  readonly projClip: number;
  readonly hiddenMultiplier: QuantizedMultiplier;
  readonly hiddenZeroPoint: number;
  readonly projection: IntegerProduct | null;
  readonly outputZeroPoint: number;
}

/** One step of an element of the batch: reads the input, updates the hidden values and the state. */
export function integerStep(
  lstm: IntegerLstm,
  input: Int8Array,
  hidden: Int8Array,
  state: Int16Array,
  batch: number,
): void {
  const open = (gate: IntegerGate) => openIntegerGate(gate, input, hidden, state, batch);
  const kept = open(lstm.forgetGate);
  const candidate = open(lstm.cellGate);
  const added = lstm.inputGate ? open(lstm.inputGate) : kept.map((x) => 32767 - x);
  const shift = 30 + lstm.stateExponent;
  for (let c = 0; c < state.length; c++) {
    const old = roundingDivideByPowerOfTwo(kept[c]! * state[c]!, 15);
    const sum = saturate16(old + roundingDivideByPowerOfTwo(added[c]! * candidate[c]!, shift));
    state[c] = lstm.cellClip > 0 ? clamp(sum, -lstm.cellClip, lstm.cellClip) : sum;
  }
  show(lstm, open(lstm.outputGate), hidden, state);
}

function show(lstm: IntegerLstm, shown: Int16Array, hidden: Int8Array, state: Int16Array): void {
  const { projection, hiddenMultiplier, hiddenZeroPoint, outputZeroPoint, projClip } = lstm;
  const raw = projection ? new Int8Array(state.length) : hidden;
  const zeroPoint = projection ? -hiddenZeroPoint : hiddenZeroPoint;
  for (let c = 0; c < state.length; c++) {
    const product = shown[c]! * tanh16(state[c]!, 15 + lstm.stateExponent);
    raw[c] = clamp(multiplyByQuantizedMultiplier(product, hiddenMultiplier) + zeroPoint, -128, 127);
  }
  if (!projection) return;
  hidden.fill(0);
  addProduct(hidden, projection, raw, outputZeroPoint);
  if (projClip > 0)
    for (let i = 0; i < hidden.length; i++) hidden[i] = clamp(hidden[i]!, -projClip, projClip);
}
