import type { NativeSession } from "../../src/runtime/native/session.js";
import type { Tensor } from "../../src/tensor/index.js";
import { backends, describeEachNative } from "../conformance/backends.js";
import { buildCase, inputsOf } from "../conformance/build_case.js";
import { type Case, casesOf, modelCase, node, type TensorSpec } from "../conformance/case.js";
import { between, constant, f16, f32, i8, i16, i32, q, u8, variable } from "../conformance/tensor_specs.js";

const [reference] = backends;
const RUNS = 3;

/** Sizes beyond those of the recorded cases: whole vectors and tails. */
const [BATCH, TIME, INPUTS, CELLS] = [3, 5, 19, 37];
const small = between(-0.3, 0.3);
const TANH = { fusedActivationFunction: "TANH" } as const;

interface Form {
  readonly coupled?: boolean;
  readonly peephole?: boolean;
  readonly projection?: number;
  readonly normalized?: boolean;
}

/** Inputs of an LSTM of floats, weights in the type that `matrix` makes. */
function floatInputs(
  form: Form,
  matrix: (...shape: number[]) => TensorSpec,
  peephole = () => constant(f32([CELLS], small)),
): (TensorSpec | null)[] {
  const vector = (size = CELLS) => constant(f32([size], small));
  const gates = (make: () => TensorSpec) => [form.coupled ? null : make(), make(), make(), make()];
  const outputs = form.projection ?? CELLS;
  return [
    f32([BATCH, TIME, INPUTS]),
    ...gates(() => matrix(CELLS, INPUTS)),
    ...gates(() => matrix(CELLS, outputs)),
    ...(form.peephole ? [form.coupled ? null : peephole(), peephole(), peephole()] : [null, null, null]),
    ...gates(vector),
    form.projection ? matrix(outputs, CELLS) : null,
    form.projection ? vector(outputs) : null,
    variable(f32([BATCH, outputs])),
    variable(f32([BATCH, CELLS])),
    ...(form.normalized ? gates(vector) : []),
  ];
}

/** int8 values and weights, an int16 state. */
function integerInputs(form: Form): (TensorSpec | null)[] {
  const matrix = (...shape: number[]) => constant(q(i8(shape), 0.004));
  const peephole = () => constant(q(i16([CELLS]), 2 ** -15));
  const bias = (size = CELLS) => constant(q(i32([size], between(-3000, 3000)), 0.01 / 128));
  const gates = (make: () => TensorSpec) => [form.coupled ? null : make(), make(), make(), make()];
  const norm = () => constant(q(i16([CELLS], between(-30000, 30000)), 2 ** -15));
  const outputs = form.projection ?? CELLS;
  return [
    q(i8([BATCH, TIME, INPUTS]), 1 / 128, 3),
    ...gates(() => matrix(CELLS, INPUTS)),
    ...gates(() => matrix(CELLS, outputs)),
    ...(form.peephole ? [form.coupled ? null : peephole(), peephole(), peephole()] : [null, null, null]),
    ...gates(bias),
    form.projection ? matrix(outputs, CELLS) : null,
    form.projection ? bias(outputs) : null,
    variable(q(i8([BATCH, outputs]), 1 / 128, -2)),
    variable(q(i16([BATCH, CELLS]), 2 ** -11)),
    ...(form.normalized ? gates(norm) : []),
  ];
}

const forms: Form[] = [
  {},
  { coupled: true },
  { peephole: true },
  { projection: 21 },
  { coupled: true, peephole: true, projection: 21 },
];
const clips = { ...TANH, cellClip: 0.4, projClip: 0.3 };
const basic = casesOf("LSTM", "LSTMOptions");
const sequence = casesOf("UNIDIRECTIONAL_SEQUENCE_LSTM", "UnidirectionalSequenceLSTMOptions");
const floats = (...shape: number[]) => constant(f32(shape, small));
const bytes = (...shape: number[]) => constant(q(i8(shape), 0.003));
const intermediates = [...Array.from({ length: 4 }, () => q("INT16", 2 ** -12)), q("INT8", 1 / 120, 4)];

/** The same with matrices that are stored as float16. */
function withHalves(testCase: Case): Case {
  const [graph] = testCase.subgraphs;
  const halves = Object.entries(graph!.tensors).filter(
    ([, { constant: known, shape }]) => known && shape.length === 2,
  );
  const stored = Object.fromEntries(
    halves.map(([name, { shape }]) => [`${name} half`, constant(f16(shape, small))]),
  );
  const restored = Object.fromEntries(halves.map(([name, { shape }]) => [name, f32(shape)]));
  return modelCase(testCase.operator, `${testCase.name}, float16`, [
    {
      ...graph!,
      tensors: { ...graph!.tensors, ...restored, ...stored },
      operators: [
        ...halves.map(([name]) => node("DEQUANTIZE", [`${name} half`], [name], "DequantizeOptions")),
        ...graph!.operators,
      ],
    },
  ]);
}

const floatCases = [...forms, { normalized: true, peephole: true }].flatMap((form) =>
  [TANH, { ...clips, timeMajor: false }, { fusedActivationFunction: "RELU6" } as const].map((options) =>
    sequence(floatInputs(form, floats), ["FLOAT32"], options),
  ),
);
const hybridCases = [...forms, { normalized: true }].flatMap((form) =>
  [TANH, { ...clips, asymmetricQuantizeInputs: true }].map((options) =>
    sequence(
      floatInputs(form, bytes, () => bytes(CELLS)),
      ["FLOAT32"],
      options,
    ),
  ),
);
const cases: Case[] = [
  ...floatCases,
  ...hybridCases,
  ...floatCases.slice(0, 4).map(withHalves),
  ...[...forms, { normalized: true }, { coupled: true, normalized: true, peephole: true }].flatMap((form) =>
    [TANH, clips].map((options) =>
      sequence(integerInputs(form), [q("INT8", 1 / 128, -2)], options, { intermediates }),
    ),
  ),
  ...[floats, bytes].flatMap((matrix) => [
    casesOf("UNIDIRECTIONAL_SEQUENCE_RNN", "SequenceRNNOptions")(
      [
        f32([BATCH, TIME, INPUTS]),
        matrix(CELLS, INPUTS),
        matrix(CELLS, CELLS),
        floats(CELLS),
        variable(f32([BATCH, CELLS])),
      ],
      ["FLOAT32"],
      TANH,
    ),
    casesOf("SVDF", "SVDFOptions")(
      [
        f32([BATCH, INPUTS]),
        matrix(2 * CELLS, INPUTS),
        matrix(2 * CELLS, 7),
        floats(CELLS),
        variable(f32([BATCH, 14 * CELLS])),
      ],
      ["FLOAT32"],
      { rank: 2 },
    ),
  ]),
  casesOf("SVDF", "SVDFOptions")(
    [
      q(i8([BATCH, INPUTS]), 1 / 128, 3),
      constant(q(i8([2 * CELLS, INPUTS]), 0.004)),
      constant(q(i16([2 * CELLS, 7], between(-4000, 4000)), 0.0001)),
      constant(q(i32([CELLS], between(-3000, 3000)), 1e-5)),
      variable(q(i16([BATCH, 14 * CELLS]), 0.0001)),
    ],
    [q("INT8", 0.01, -100)],
    { rank: 2, fusedActivationFunction: "RELU" },
  ),
  basic(
    [
      f32([BATCH, INPUTS]),
      variable(f32([BATCH, CELLS])),
      floats(4 * CELLS, INPUTS + CELLS),
      floats(4 * CELLS),
      variable(f32([BATCH, CELLS])),
    ],
    ["FLOAT32", "FLOAT32", "FLOAT32", "FLOAT32"],
    { ...TANH, kernelType: "BASIC" },
  ),
  basic(
    [
      q(u8([BATCH, INPUTS]), 1 / 128, 128),
      q(u8([BATCH, CELLS]), 1 / 128, 128),
      constant(q(u8([4 * CELLS, INPUTS + CELLS]), 0.004, 120)),
      constant(q(i32([4 * CELLS], between(-3000, 3000)), 0.004 / 128)),
      variable(q(i16([BATCH, CELLS]), 2 ** -11)),
    ],
    [q("UINT8", 1 / 128, 128), q("INT16", 2 ** -11), q("UINT8", 1 / 128, 128), q("INT16", 2 ** -12)],
    { ...TANH, kernelType: "BASIC" },
  ),
  casesOf("RFFT2D", "Rfft2dOptions")([f32([BATCH, 9, 60]), constant(i32([2], [16, 64]))], ["COMPLEX64"]),
];

const runsOf = (session: ReturnType<NonNullable<typeof reference>["open"]>, testCase: Case): Tensor[] =>
  Array.from({ length: RUNS }, (_, run) =>
    session.runSync(0, inputsOf(testCase, run), { stepLimit: 100 }),
  ).flat();

function difference(a: Tensor, b: Tensor): number {
  const [wanted, found] = [a.data as Float32Array, b.data as Float32Array];
  const largest = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return wanted.reduce((most, x, i) => Math.max(most, Math.abs(x - found[i]!) / largest), 0);
}

describeEachNative("recurrent layers on the backend $name", (native) => {
  test.each(cases.map((testCase) => ({ name: testCase.name, testCase })))("$name", ({ testCase }) => {
    const wanted = runsOf(reference!.open(buildCase(testCase)), testCase);
    const session = native.open(buildCase(testCase)) as NativeSession;
    const found = runsOf(session, testCase);
    expect(session.fallbacks).toEqual([]);
    wanted.forEach((tensor, i) => {
      expect(found[i]!.shape).toEqual(tensor.shape);
      if (/^U?INT/.test(tensor.dtype)) expect(found[i]!.data).toEqual(tensor.data);
      else expect(difference(tensor, found[i]!)).toBeLessThan(4e-6);
    });
    session.resetVariables();
    expect(runsOf(session, testCase)).toEqual(found);
  });
});
