import { BuiltinOptions2 } from "./builtin_options.js";
import { recordOf, type TableDefinition } from "./define.js";
import type { Operator } from "./model.js";

/** The fields of an operator that hold its options: those of `given`, and the schema's defaults. */
export function operatorOptions(
  table: TableDefinition | null,
  given: Readonly<Record<string, unknown>>,
): Pick<Operator, "builtinOptions" | "builtinOptions2"> {
  const record = table && { type: table.name, value: recordOf(table, given as object) };
  const second = table !== null && (BuiltinOptions2.tables as readonly TableDefinition[]).includes(table);
  return { builtinOptions: second ? null : record, builtinOptions2: second ? record : null } as Pick<
    Operator,
    "builtinOptions" | "builtinOptions2"
  >;
}
