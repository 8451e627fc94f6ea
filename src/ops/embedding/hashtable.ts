import { type ElementType, heldBytes, type StringData, type Tensor } from "../../tensor/index.js";
import {
  HashtableFindOptions,
  HashtableImportOptions,
  HashtableOptions,
  HashtableSizeOptions,
} from "../../tflite/schema/general_options.js";
import { inputOf, invalidValue, mismatch, outputOf, requireType, shapeText, unsupported } from "../check.js";
import { dynamicKernel, type Execution, type RunningNode, staticKernel } from "../kernel.js";
import { operator } from "../operator.js";

/** Tables of strings by 64-bit integers, or the other way round. */
interface HashTable {
  readonly keyType: ElementType;
  readonly valueType: ElementType;
  /** Null until the table is filled, which happens once. Strings as keys are text of a character per byte. */
  entries: Map<bigint | string, bigint | Uint8Array> | null;
}

/** Of a Map, estimated; what it refers to comes on top. */
const BYTES_PER_ENTRY = 64;

const tablesOf = (execution: Execution): Map<number, HashTable> =>
  execution.state("hash tables", () => new Map<number, HashTable>());

/** The table that the first input refers to. @throws SHAPE_MISMATCH, INVALID_VALUE when no HASHTABLE made it */
function tableOf(node: RunningNode<unknown>, execution: Execution): HashTable {
  const handle = inputOf(node, 0);
  requireType(node, handle, "RESOURCE");
  if (handle.data.length !== 1) throw mismatch(node, handle.name, "one element", shapeText(handle.shape));
  const number = Number(handle.data[0]);
  const table = tablesOf(execution).get(number);
  if (!table) throw invalidValue(node, handle.name, "the number of a hash table", `${number}`);
  return table;
}

const keyOf = (element: bigint | Uint8Array): bigint | string =>
  typeof element === "bigint" ? element : Buffer.from(element).toString("latin1");

const elementsOf = (tensor: Tensor): (bigint | Uint8Array)[] =>
  Array.from<bigint | Uint8Array>(tensor.data as BigInt64Array | StringData);

/** The handle of a table, which is made when it is first asked for. */
export const hashtable = operator("HASHTABLE", ["2.5.0"], {
  kernel: staticKernel(HashtableOptions, {
    stateful: true,
    infer(node) {
      const { keyDtype, valueDtype } = node.options;
      const types = `${keyDtype} to ${valueDtype}`;
      if (types !== "INT64 to STRING" && types !== "STRING to INT64")
        throw unsupported(node, `a table from ${types}`);
      requireType(node, outputOf(node), "RESOURCE");
      return [{ dtype: "RESOURCE", shape: [1], quantization: null }];
    },
    reference(node, [output], execution) {
      const { tableId, keyDtype, valueDtype } = node.options;
      const tables = tablesOf(execution);
      if (!tables.has(tableId))
        tables.set(tableId, { keyType: keyDtype, valueType: valueDtype, entries: null });
      output!.data[0] = tableId;
    },
  }),
});

/** Fills a table, unless it is filled already. The first of equal keys counts. */
export const hashtableImport = operator("HASHTABLE_IMPORT", ["2.5.0"], {
  kernel: dynamicKernel(HashtableImportOptions, {
    execute(node, execution) {
      const table = tableOf(node, execution);
      const [keys, values] = [inputOf(node, 1), inputOf(node, 2)];
      requireType(node, keys, table.keyType);
      requireType(node, values, table.valueType);
      if (String(keys.shape) !== String(values.shape))
        throw mismatch(node, values.name, shapeText(keys.shape), shapeText(values.shape));
      if (table.entries) return [];
      execution.keep(BYTES_PER_ENTRY * keys.data.length + heldBytes(keys.data) + heldBytes(values.data));
      const entries: NonNullable<HashTable["entries"]> = new Map();
      const elements = elementsOf(values);
      elementsOf(keys).forEach((key, i) => {
        if (!entries.has(keyOf(key))) entries.set(keyOf(key), elements[i]!);
      });
      table.entries = entries;
      return [];
    },
  }),
});

/** The values of keys, or the default where there is none. */
export const hashtableFind = operator("HASHTABLE_FIND", ["2.5.0"], {
  kernel: dynamicKernel(HashtableFindOptions, {
    execute(node, execution) {
      const table = tableOf(node, execution);
      const [keys, absent] = [inputOf(node, 1), inputOf(node, 2)];
      requireType(node, keys, table.keyType);
      requireType(node, absent, table.valueType);
      requireType(node, outputOf(node), table.valueType);
      const [fallback] = elementsOf(absent);
      if (fallback === undefined) throw mismatch(node, absent.name, "one element", "none");
      const found = elementsOf(keys).map((key) => table.entries?.get(keyOf(key)) ?? fallback);
      const data =
        table.valueType === "INT64" ? BigInt64Array.from(found as bigint[]) : (found as Uint8Array[]);
      return [{ dtype: table.valueType, shape: keys.shape, quantization: null, data }];
    },
  }),
});

/** How many keys a table has: INT64 [1]. */
export const hashtableSize = operator("HASHTABLE_SIZE", ["2.5.0"], {
  kernel: staticKernel(HashtableSizeOptions, {
    stateful: true,
    infer(node) {
      requireType(node, outputOf(node), "INT64");
      return [{ dtype: "INT64", shape: [1], quantization: null }];
    },
    reference(node, [output], execution) {
      output!.data[0] = BigInt(tableOf(node, execution).entries?.size ?? 0);
    },
  }),
});
