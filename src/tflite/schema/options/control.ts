import { combinerType, lshProjectionType, tensorTypeEnum } from "../enums.js";
import { bool, choice, int32, numbers, subgraphIndex, text } from "../field.js";

/** Options of control flow, resources and embeddings. */
export const controlOptions = {
  CallOptions: { subgraph: subgraphIndex("uint32") },
  IfOptions: { thenSubgraphIndex: subgraphIndex(), elseSubgraphIndex: subgraphIndex() },
  WhileOptions: { condSubgraphIndex: subgraphIndex(), bodySubgraphIndex: subgraphIndex() },
  CallOnceOptions: { initSubgraphIndex: subgraphIndex() },

  HashtableOptions: {
    tableId: int32(),
    keyDtype: choice(tensorTypeEnum),
    valueDtype: choice(tensorTypeEnum),
  },
  HashtableFindOptions: {},
  HashtableImportOptions: {},
  HashtableSizeOptions: {},
  VarHandleOptions: { container: text(), sharedName: text() },
  ReadVariableOptions: {},
  AssignVariableOptions: {},

  ConcatEmbeddingsOptions: {
    numChannels: int32(),
    numColumnsPerChannel: numbers(),
    embeddingDimPerChannel: numbers(),
  },
  EmbeddingLookupSparseOptions: { combiner: choice(combinerType) },
  LSHProjectionOptions: { type: choice(lshProjectionType) },
  SkipGramOptions: { ngramSize: int32(), maxSkipSize: int32(), includeAllNgrams: bool() },
};
