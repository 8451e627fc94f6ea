import { deferred, type Operator, operator } from "../operator.js";

/** Look-ups in embedding tables and hash tables. */
export const embedding: readonly Operator[] = [
  deferred("EMBEDDING_LOOKUP", () => require("./embedding_lookup.js").embeddingLookup),
  deferred("EMBEDDING_LOOKUP_SPARSE", () => require("./embedding_lookup_sparse.js").embeddingLookupSparse),
  // No runtime executes it.
  operator("CONCAT_EMBEDDINGS"),
  deferred("SKIP_GRAM", () => require("./skip_gram.js").skipGram),
  deferred("LSH_PROJECTION", () => require("./lsh_projection.js").lshProjection),
  deferred("HASHTABLE_LOOKUP", () => require("./hashtable_lookup.js").hashtableLookup),
  deferred("HASHTABLE", () => require("./hashtable.js").hashtable),
  deferred("HASHTABLE_FIND", () => require("./hashtable.js").hashtableFind),
  deferred("HASHTABLE_IMPORT", () => require("./hashtable.js").hashtableImport),
  deferred("HASHTABLE_SIZE", () => require("./hashtable.js").hashtableSize),
];
