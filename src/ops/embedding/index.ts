import { type Operator, operator } from "../operator.js";

/** Look-ups in embedding tables and hash tables. */
export const embedding: readonly Operator[] = [
  operator("EMBEDDING_LOOKUP", ["1.13.0", "1.14.0", "1.14.0", "2.18.0", "2.21.0"]),
  operator("EMBEDDING_LOOKUP_SPARSE", ["1.5.0"]),
  operator("CONCAT_EMBEDDINGS"),
  operator("SKIP_GRAM", ["1.5.0"]),
  operator("LSH_PROJECTION", ["1.5.0"]),
  operator("HASHTABLE_LOOKUP", ["1.5.0"]),
  operator("HASHTABLE", ["2.5.0"]),
  operator("HASHTABLE_FIND", ["2.5.0"]),
  operator("HASHTABLE_IMPORT", ["2.5.0"]),
  operator("HASHTABLE_SIZE", ["2.5.0"]),
];
