import { BuiltinOperator } from "./schema/builtin_operator.js";
import type { Model, Operator, OperatorCode } from "./schema/model.js";

/**
 * Old files have the number of a builtin operator in a field of one byte, new ones in both or in the wide one: the larger
 * counts. Afterwards `builtinCode` is right in every file.
 *
 * @returns the position of the first code whose number the schema does not know, -1 if there is none
 */
export function settleOperatorCodes(codes: readonly OperatorCode[]): number {
  return codes.findIndex((code) => {
    const number = Math.max(code.deprecatedBuiltinCode, BuiltinOperator.members[code.builtinCode]);
    const name = BuiltinOperator.names.get(number);
    if (name) code.builtinCode = name;
    return name === undefined;
  });
}

/** The kind of operator that an operator executes. */
export function operatorCode(model: Model, operator: Operator): OperatorCode {
  return model.operatorCodes![operator.opcodeIndex]!;
}
