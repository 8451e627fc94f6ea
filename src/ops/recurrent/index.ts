import { type Operator, operator } from "../operator.js";

/** Recurrent layers. Their states are variable tensors, which hold no constant. */
export const recurrent: readonly Operator[] = [
  operator("LSTM", ["1.7.0", "1.10.0", "1.14.0", "2.3.0"]),
  operator("UNIDIRECTIONAL_SEQUENCE_LSTM", ["1.13.1", "1.14.0", "2.3.0", "2.12.0"]),
  operator("BIDIRECTIONAL_SEQUENCE_LSTM", ["1.14.0", "1.14.0", "1.14.0"]),
  operator("RNN", ["1.5.0", "1.14.0", "2.3.0"]),
  operator("UNIDIRECTIONAL_SEQUENCE_RNN", ["1.14.0", "1.14.0", "2.3.0"]),
  operator("BIDIRECTIONAL_SEQUENCE_RNN", ["1.14.0", "1.14.0", "2.3.0"]),
  operator("SVDF", ["1.5.0", "1.14.0", "2.2.0", "2.3.0"]),
];
