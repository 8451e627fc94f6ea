import { BuiltinOperator } from "./schema/builtin_operator.js";
import type { Model, Operator, OperatorCode } from "./schema/model.js";

/**
 * Old files have the number of a builtin operator in a field of one byte, new ones in both or in the wide one: the larger
 * counts. Afterwards `builtinCode` is right in every file.
 */
export function settleOperatorCodes(codes: readonly OperatorCode[]): void {
  for (const code of codes) {
    const number = Math.max(code.deprecatedBuiltinCode, BuiltinOperator.members[code.builtinCode]);
    code.builtinCode = BuiltinOperator.names.get(number) ?? code.builtinCode;
  }
}

/** The kind of operator that an operator of a verified model executes. */
export function operatorCode(model: Model, operator: Operator): OperatorCode {
  return model.operatorCodes![operator.opcodeIndex]!;
}
