import type { BuiltinOperator } from "../../../tflite/index.js";
import type { GraphBuilder } from "../graph_builder.js";
import { type Lowering, type Lowerings, lowering } from "../lowering.js";
import type { Term } from "../term.js";

/** The same operator under TensorFlow Lite's name. */
const same = (name: BuiltinOperator, result: "input" | "BOOL" = "input"): Lowering =>
  lowering((operation, build) =>
    build.operator(name, operation.terms(), {}, result === "BOOL" ? { dtype: "BOOL" } : {}),
  );

/** A scalar of the type of another term. */
export const scalarLike = (build: GraphBuilder, { dtype }: Term, element: number): Term =>
  build.constant(dtype, [], [element]);

/** Operations on elements by themselves, or on pairs of elements that broadcast. */
export const elementwise: Lowerings = {
  Abs: same("ABS"),
  Add: same("ADD"),
  AddV2: same("ADD"),
  AddN: lowering((operation, build) => {
    const terms = operation.terms();
    return terms.length === 1 ? terms[0]! : build.operator(terms.length === 2 ? "ADD" : "ADD_N", terms);
  }),
  Atan2: same("ATAN2"),
  BitwiseXor: same("BITWISE_XOR"),
  Cast: lowering((operation, build) => {
    const term = operation.term(0);
    const dtype = operation.type("DstT");
    if (dtype === term.dtype) return term;
    return build.operator("CAST", [term], { inDataType: term.dtype, outDataType: dtype }, { dtype });
  }),
  Ceil: same("CEIL"),
  ClipByValue: lowering((operation, build) => {
    const [term, least, most] = operation.operands(3);
    return build.operator("MAXIMUM", [build.operator("MINIMUM", [term, most]), least]);
  }),
  Cos: same("COS"),
  Div: same("DIV"),
  DivNoNan: lowering((operation, build) => {
    const [dividend, divisor] = operation.operands(2);
    const zero = scalarLike(build, dividend, 0);
    const isZero = build.operator("EQUAL", [divisor, zero], {}, { dtype: "BOOL" });
    const quotient = build.operator("DIV", [dividend, divisor]);
    return build.operator("SELECT_V2", [isZero, zero, quotient], {}, { dtype: dividend.dtype });
  }),
  Equal: same("EQUAL", "BOOL"),
  Exp: same("EXP"),
  Expm1: lowering((operation, build) => {
    const term = operation.term(0);
    return build.operator("SUB", [build.operator("EXP", [term]), scalarLike(build, term, 1)]);
  }),
  Floor: same("FLOOR"),
  FloorDiv: same("FLOOR_DIV"),
  FloorMod: same("FLOOR_MOD"),
  Greater: same("GREATER", "BOOL"),
  GreaterEqual: same("GREATER_EQUAL", "BOOL"),
  Inv: lowering((operation, build) => reciprocal(build, operation.term(0))),
  Less: same("LESS", "BOOL"),
  LessEqual: same("LESS_EQUAL", "BOOL"),
  Log: same("LOG"),
  Log1p: lowering((operation, build) => {
    const term = operation.term(0);
    return build.operator("LOG", [build.operator("ADD", [term, scalarLike(build, term, 1)])]);
  }),
  LogicalAnd: same("LOGICAL_AND", "BOOL"),
  LogicalNot: same("LOGICAL_NOT", "BOOL"),
  LogicalOr: same("LOGICAL_OR", "BOOL"),
  Maximum: same("MAXIMUM"),
  Minimum: same("MINIMUM"),
  Mul: same("MUL"),
  MulNoNan: same("MUL"),
  Neg: same("NEG"),
  NotEqual: same("NOT_EQUAL", "BOOL"),
  Pow: same("POW"),
  RealDiv: same("DIV"),
  Reciprocal: lowering((operation, build) => reciprocal(build, operation.term(0))),
  RightShift: same("RIGHT_SHIFT"),
  Round: same("ROUND"),
  Rsqrt: same("RSQRT"),
  Sign: same("SIGN"),
  Sin: same("SIN"),
  Sqrt: same("SQRT"),
  Square: same("SQUARE"),
  SquaredDifference: same("SQUARED_DIFFERENCE"),
  Sub: same("SUB"),
};

const reciprocal = (build: GraphBuilder, term: Term) =>
  build.operator("DIV", [scalarLike(build, term, 1), term]);
