import type { Case, TensorSpec } from "../case.js";
import { casesOf } from "../case.js";
import { between, constant, f32, i8, i16, i32, q, variable } from "../tensor_specs.js";

const lstm = casesOf("LSTM", "LSTMOptions");
const sequence = casesOf("UNIDIRECTIONAL_SEQUENCE_LSTM", "UnidirectionalSequenceLSTMOptions");
const bothWays = casesOf("BIDIRECTIONAL_SEQUENCE_LSTM", "BidirectionalSequenceLSTMOptions");

interface Form {
  /** The input gate is coupled with the forget gate. */
  readonly coupled?: boolean;
  readonly peephole?: boolean;
  /** The size of the projected output; it has no bias unless `projectionBias`. */
  readonly projection?: number;
  readonly projectionBias?: boolean;
  readonly normalized?: boolean;
  /** int8 weights beside floats. */
  readonly hybrid?: boolean;
}

const INPUTS = 2;
const UNITS = 3;
const floats = (...shape: number[]) => constant(f32(shape));

/** Weights of the four gates, peepholes, biases and the projection, in the operator's order. */
function weightsOf(form: Form): (TensorSpec | null)[] {
  const { coupled = false, peephole = false, projection, projectionBias = false } = form;
  const matrix = (...shape: number[]) => (form.hybrid ? constant(q(i8(shape), 0.01)) : floats(...shape));
  const gates = (make: () => TensorSpec) => [coupled ? null : make(), make(), make(), make()];
  const peepholes = form.hybrid ? () => constant(q(i8([UNITS]), 0.01)) : () => floats(UNITS);
  return [
    ...gates(() => matrix(UNITS, INPUTS)),
    ...gates(() => matrix(UNITS, projection ?? UNITS)),
    ...(peephole ? [coupled ? null : peepholes(), peepholes(), peepholes()] : [null, null, null]),
    ...gates(() => floats(UNITS)),
    projection ? matrix(projection, UNITS) : null,
    projection && projectionBias ? floats(projection) : null,
  ];
}

const statesOf = (batch: number, { projection = UNITS }: Form) => [
  variable(f32([batch, projection])),
  variable(f32([batch, UNITS])),
];

const normalization = ({ normalized, coupled }: Form): (TensorSpec | null)[] =>
  normalized ? [coupled ? null : floats(UNITS), floats(UNITS), floats(UNITS), floats(UNITS)] : [];

const inputsOf = (input: TensorSpec, batch: number, form: Form) => [
  input,
  ...weightsOf(form),
  ...statesOf(batch, form),
  ...normalization(form),
];

const forms: [string, Form][] = [
  ["plain", {}],
  ["coupled gates", { coupled: true }],
  ["peephole", { peephole: true }],
  ["projection", { projection: 2 }],
  ["projection with bias and peephole", { projection: 2, projectionBias: true, peephole: true }],
  ["layer normalization", { normalized: true }],
  [
    "coupled, normalized, projected, with peephole",
    { coupled: true, normalized: true, projection: 2, peephole: true },
  ],
  ["hybrid", { hybrid: true }],
  ["hybrid with projection and peephole", { hybrid: true, projection: 2, peephole: true }],
  ["hybrid with coupled gates", { hybrid: true, coupled: true }],
];

const TANH = { fusedActivationFunction: "TANH" } as const;
const steps: Case[] = forms.map(([note, form]) =>
  lstm([f32([2, INPUTS]), ...inputsOf(f32([]), 2, form).slice(1)], ["FLOAT32"], TANH, { runs: 3, note }),
);
const clipped: Case[] = [
  lstm(
    inputsOf(f32([1, INPUTS], between(-5, 5)), 1, { projection: 2 }),
    ["FLOAT32"],
    { ...TANH, cellClip: 0.3, projClip: 0.1 },
    { runs: 2 },
  ),
  lstm(inputsOf(f32([1, INPUTS]), 1, {}), ["FLOAT32"], { fusedActivationFunction: "RELU" }, { runs: 2 }),
  lstm(
    inputsOf(f32([1, INPUTS]), 1, { hybrid: true }),
    ["FLOAT32"],
    { ...TANH, asymmetricQuantizeInputs: true },
    { runs: 2 },
  ),
  lstm(inputsOf(f32([1, INPUTS]), 1, {}), ["FLOAT32"], { ...TANH, cellClip: -1 }),
  lstm(inputsOf(f32([1, 3]), 1, {}), ["FLOAT32"], TANH),
  lstm(inputsOf(f32([2, INPUTS]), 1, {}), ["FLOAT32"], TANH),
  lstm(inputsOf(f32([1, INPUTS]), 1, {}).slice(0, 18), ["FLOAT32"], TANH, { note: "without states" }),
];

const sequences: Case[] = [false, true].flatMap((timeMajor) =>
  forms.map(([note, form]) =>
    sequence(
      inputsOf(f32([2, 3, INPUTS]), timeMajor ? 3 : 2, form),
      ["FLOAT32"],
      { ...TANH, timeMajor },
      { runs: 2, note },
    ),
  ),
);

const none = Array.from({ length: 9 }, () => null);
const bothForms: [string, Form][] = forms.filter(([, { normalized }]) => !normalized);
const directions: Case[] = [false, true].flatMap((timeMajor) =>
  bothForms.flatMap(([note, form]) => {
    const batch = timeMajor ? 3 : 2;
    const weights = [...weightsOf(form), ...weightsOf(form)];
    const states = [...statesOf(batch, form), ...statesOf(batch, form)];
    const inputs = [f32([2, 3, INPUTS]), ...weights, ...states, ...none];
    return [
      bothWays(inputs, ["FLOAT32", "FLOAT32"], { ...TANH, timeMajor, mergeOutputs: false }, { note }),
      bothWays(inputs, ["FLOAT32"], { ...TANH, timeMajor, mergeOutputs: true }, { note }),
    ];
  }),
);

/** int8 activations, int16 cell: scales as the converter makes them. */
function quantizedInputs(input: TensorSpec, batch: number, form: Form = {}): (TensorSpec | null)[] {
  const { coupled = false, peephole = false, projection, normalized = false } = form;
  const outputs = projection ?? UNITS;
  const matrix = (...shape: number[]) => constant(q(i8(shape), 0.01));
  const bias = (size = UNITS) => constant(q(i32([size], between(-3000, 3000)), 0.01 / 128));
  const peepholes = () => constant(q(i16([UNITS]), 2 ** -15));
  const norm = () => constant(q(i16([UNITS], between(-30000, 30000)), 2 ** -15));
  const gates = (make: () => TensorSpec) => [coupled ? null : make(), make(), make(), make()];
  return [
    input,
    ...gates(() => matrix(UNITS, INPUTS)),
    ...gates(() => matrix(UNITS, outputs)),
    ...(peephole ? [coupled ? null : peepholes(), peepholes(), peepholes()] : [null, null, null]),
    ...gates(bias),
    projection ? matrix(projection, UNITS) : null,
    projection ? bias(projection) : null,
    variable(q(i8([batch, outputs]), 1 / 128)),
    variable(q(i16([batch, UNITS]), 1 / 4096)),
    ...(normalized ? gates(norm) : []),
  ];
}
const inner = [
  q("INT16", 0.0005),
  q("INT16", 0.0005),
  q("INT16", 0.0005),
  q("INT16", 0.0005),
  q("INT8", 1 / 128),
];
const quantized: Case[] = [
  sequence(quantizedInputs(q(i8([2, 3, INPUTS]), 1 / 128, 3), 2), [q("INT8", 1 / 128)], TANH, {
    runs: 2,
    intermediates: inner,
  }),
  sequence(
    quantizedInputs(q(i8([2, 3, INPUTS]), 1 / 128, 3), 3),
    [q("INT8", 1 / 128)],
    { ...TANH, timeMajor: true, cellClip: 0.2 },
    { intermediates: inner },
  ),
  lstm(quantizedInputs(q(i8([2, INPUTS]), 1 / 128, -3), 2), [q("INT8", 1 / 128)], TANH, {
    runs: 3,
    intermediates: inner,
  }),
  ...[false, true].map((timeMajor) =>
    sequence(
      quantizedInputs(q(i8([2, 3, INPUTS]), 1 / 128, 3), timeMajor ? 3 : 2, {
        ...{ peephole: true, projection: 2, normalized: true },
      }),
      [q("INT8", 1 / 128)],
      { ...TANH, timeMajor },
      { runs: 2, intermediates: inner, note: "normalized, projected, with peephole" },
    ),
  ),
  ...forms
    .filter(([, { hybrid }]) => !hybrid)
    .slice(1)
    .map(([note, form]) =>
      lstm(quantizedInputs(q(i8([2, INPUTS]), 1 / 128, -3), 2, form), [q("INT8", 1 / 128)], TANH, {
        ...{ runs: 3, intermediates: inner, note },
      }),
    ),
];

export const lstms: readonly Case[] = [...steps, ...clipped, ...sequences, ...directions, ...quantized];
