import type { Case, SubgraphSpec, TensorSpec } from "../case.js";
import { casesOf, modelCase, node } from "../case.js";
import { constant, f32, i4, i8, i32, i64, q, str, u8 } from "../tensor_specs.js";

const lookup = casesOf("EMBEDDING_LOOKUP", null);
const sparse = casesOf("EMBEDDING_LOOKUP_SPARSE", "EmbeddingLookupSparseOptions");
const tableLookup = casesOf("HASHTABLE_LOOKUP", null);
const projection = casesOf("LSH_PROJECTION", "LSHProjectionOptions");
const skipGram = casesOf("SKIP_GRAM", "SkipGramOptions");

const OUTSIDE = { stricter: "writes outside of the output" };

const ids = i32([3], [2, 0, 2]);
const lookups: Case[] = [
  lookup([ids, constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([ids, f32([3, 2, 2])], ["FLOAT32"]),
  lookup([i32([0], []), constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([ids, constant(q(i8([4, 2]), 0.1))], ["FLOAT32"]),
  lookup([ids, constant(q(i8([4, 2]), [0.1, 0.2, 0.3, 0.4]))], ["FLOAT32"]),
  lookup([ids, constant(q(u8([4, 2]), 0.1, 128))], ["FLOAT32"]),
  lookup([ids, constant(q(i8([4, 2]), 0.1, 3))], [q("INT8", 0.1, 3)]),
  lookup([ids, constant(q(i4([4, 2]), [0.1, 0.2, 0.3, 0.4]))], ["FLOAT32"]),
  lookup([ids, constant(i32([4, 2]))], ["INT32"]),
  lookup([i32([1], [4]), constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([i32([1], [-1]), constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([i32([1, 1], [0]), constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([f32([1], [0]), constant(f32([4, 2]))], ["FLOAT32"]),
  lookup([ids, constant(f32([4]))], ["FLOAT32"]),
];

const places = i32([3, 2], [0, 0, 2, 0, 2, 1]);
const matrix = [
  i32([3], [1, 3, 0]),
  places,
  i32([2], [3, 2]),
  f32([3], [1, 2, 4]),
  constant(f32([4, 3, 2])),
] as const;
const sparseLookups: Case[] = [
  ...(["SUM", "MEAN", "SQRTN"] as const).flatMap((combiner) => [
    sparse(matrix, ["FLOAT32"], { combiner }),
    sparse([i32([2], [1, 1]), i32([2, 1], [0, 1]), i32([1], [2]), f32([2]), f32([2, 3])], ["FLOAT32"], {
      combiner,
    }),
  ]),
  sparse([i32([3], [1, 4, 0]), ...matrix.slice(1)], ["FLOAT32"]),
  sparse([matrix[0], matrix[1], matrix[2], f32([2]), matrix[4]], ["FLOAT32"]),
  sparse([matrix[0], i32([3, 2], [0, 0, 9, 0, 2, 1]), ...matrix.slice(2)], ["FLOAT32"], {}, OUTSIDE),
];

const tableLookups: Case[] = [
  tableLookup(
    [i32([4], [5, -1, 9, 1]), constant(i32([3], [1, 5, 7])), constant(f32([3, 2]))],
    ["FLOAT32", "UINT8"],
  ),
  tableLookup([i32([2], [5, 1]), i32([3], [1, 5, 7]), i32([3])], ["INT32", "UINT8"]),
  tableLookup(
    [i32([2], [7, 2]), constant(i32([3], [1, 5, 7])), str([3], ["a", "bc", "def"])],
    ["STRING", "UINT8"],
  ),
  tableLookup([i32([0], []), constant(i32([3], [1, 5, 7])), constant(f32([3, 2]))], ["FLOAT32", "UINT8"]),
  tableLookup([i32([1], [1]), constant(i32([2], [1, 5])), constant(f32([3, 2]))], ["FLOAT32", "UINT8"]),
  tableLookup([f32([1]), constant(i32([3], [1, 5, 7])), constant(f32([3, 2]))], ["FLOAT32", "UINT8"]),
];

const hash = constant(f32([3, 2], [0.123, 0.456, -0.321, 1.234, 5.678, -4.321]));
const projections: Case[] = [
  projection([hash, i32([3], [12345, 54321, 67890]), constant(f32([3], [0.5, 1, 0.25]))], ["INT32"], {
    type: "DENSE",
  }),
  projection(
    [hash, i32([3, 2]), null],
    ["INT32"],
    { type: "SPARSE" },
    { wider: "absent weights count as ones" },
  ),
  projection([hash, i64([3])], ["INT32"], { type: "DENSE" }),
  projection([hash, f32([2, 2]), constant(f32([2]))], ["INT32"], { type: "SPARSE" }),
  projection([hash, i32([3]), constant(f32([2]))], ["INT32"], { type: "DENSE" }),
  projection([hash, i32([3])], ["INT32"], { type: "UNKNOWN" }),
];

const sentence = str([1], ["The quick\t brown fox\n jumps"]);
const grams: Case[] = [
  skipGram([sentence], ["STRING"], { ngramSize: 3, maxSkipSize: 2, includeAllNgrams: true }),
  skipGram([sentence], ["STRING"], { ngramSize: 2, maxSkipSize: 1 }),
  skipGram([sentence], ["STRING"], { ngramSize: 1 }),
  skipGram([str([1], [""])], ["STRING"], { ngramSize: 2 }),
  skipGram([str([1], ["one"])], ["STRING"], { ngramSize: 2, includeAllNgrams: true }),
];

const resource: TensorSpec = { dtype: "RESOURCE", shape: [1] };

/** A table that is filled, asked for keys and counted. */
function table(
  keys: TensorSpec,
  values: TensorSpec,
  asked: TensorSpec,
  fallback: TensorSpec,
): SubgraphSpec[] {
  const options = { tableId: 7, keyDtype: keys.dtype, valueDtype: values.dtype };
  const found: TensorSpec = { dtype: values.dtype, shape: [] };
  return [
    {
      tensors: {
        handle: resource,
        keys,
        values,
        asked,
        fallback,
        found,
        count: { dtype: "INT64", shape: [1] },
      },
      inputs: ["asked"],
      outputs: ["found", "count"],
      operators: [
        node("HASHTABLE", [], ["handle"], "HashtableOptions", options),
        node("HASHTABLE_IMPORT", ["handle", "keys", "values"], [], "HashtableImportOptions"),
        node("HASHTABLE_FIND", ["handle", "asked", "fallback"], ["found"], "HashtableFindOptions"),
        node("HASHTABLE_SIZE", ["handle"], ["count"], "HashtableSizeOptions"),
      ],
    },
  ];
}
const words = constant(str([3], ["a", "bc", "def"]));
const numbers = constant(i64([3], [10, 20, 30]));

export const embedding: readonly Case[] = [
  ...lookups,
  ...sparseLookups,
  ...tableLookups,
  ...projections,
  ...grams,
  modelCase(
    "HASHTABLE_FIND",
    "strings to numbers",
    table(words, numbers, str([2, 2], ["bc", "x", "a", "def"]), constant(i64([1], [-1]))),
  ),
  modelCase(
    "HASHTABLE_FIND",
    "numbers to strings",
    table(numbers, words, i64([3], [20, 5, 30]), constant(str([1], ["none"]))),
  ),
  modelCase(
    "HASHTABLE_IMPORT",
    "a key twice",
    table(constant(i64([3], [1, 1, 2])), words, i64([2], [1, 2]), constant(str([1], ["none"]))),
    { runs: 2 },
  ),
  modelCase(
    "HASHTABLE_SIZE",
    "floats are no keys",
    table(constant(f32([3])), words, f32([1]), constant(str([1], ["none"]))),
  ),
  modelCase(
    "HASHTABLE",
    "keys and values that do not pair",
    table(constant(i64([2])), words, i64([1]), constant(str([1], ["none"]))),
  ),
];
