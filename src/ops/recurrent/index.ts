import type { Operator } from "../operator.js";
import { bidirectionalSequenceLstm } from "./bidirectional_sequence_lstm.js";
import { bidirectionalSequenceRnn } from "./bidirectional_sequence_rnn.js";
import { lstm } from "./lstm.js";
import { rnn, unidirectionalSequenceRnn } from "./rnn.js";
import { svdf } from "./svdf.js";
import { unidirectionalSequenceLstm } from "./unidirectional_sequence_lstm.js";

/** Recurrent layers. Their states are variable tensors, which hold no constant. */
export const recurrent: readonly Operator[] = [
  lstm,
  unidirectionalSequenceLstm,
  bidirectionalSequenceLstm,
  rnn,
  unidirectionalSequenceRnn,
  bidirectionalSequenceRnn,
  svdf,
];
