import { type Operator, operator } from "../operator.js";
import { embeddingLookup } from "./embedding_lookup.js";
import { embeddingLookupSparse } from "./embedding_lookup_sparse.js";
import { hashtable, hashtableFind, hashtableImport, hashtableSize } from "./hashtable.js";
import { hashtableLookup } from "./hashtable_lookup.js";
import { lshProjection } from "./lsh_projection.js";
import { skipGram } from "./skip_gram.js";

/** Look-ups in embedding tables and hash tables. */
export const embedding: readonly Operator[] = [
  embeddingLookup,
  embeddingLookupSparse,
  // No runtime executes it.
  operator("CONCAT_EMBEDDINGS"),
  skipGram,
  lshProjection,
  hashtableLookup,
  hashtable,
  hashtableFind,
  hashtableImport,
  hashtableSize,
];
