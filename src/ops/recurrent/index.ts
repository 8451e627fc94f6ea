import { deferred, type Operator } from "../operator.js";

/** Recurrent layers. Their states are variable tensors, which hold no constant. */
export const recurrent: readonly Operator[] = [
  deferred("LSTM", () => require("./lstm.js").lstm),
  deferred(
    "UNIDIRECTIONAL_SEQUENCE_LSTM",
    () => require("./unidirectional_sequence_lstm.js").unidirectionalSequenceLstm,
  ),
  deferred(
    "BIDIRECTIONAL_SEQUENCE_LSTM",
    () => require("./bidirectional_sequence_lstm.js").bidirectionalSequenceLstm,
  ),
  deferred("RNN", () => require("./rnn.js").rnn),
  deferred("UNIDIRECTIONAL_SEQUENCE_RNN", () => require("./rnn.js").unidirectionalSequenceRnn),
  deferred(
    "BIDIRECTIONAL_SEQUENCE_RNN",
    () => require("./bidirectional_sequence_rnn.js").bidirectionalSequenceRnn,
  ),
  deferred("SVDF", () => require("./svdf.js").svdf),
];
