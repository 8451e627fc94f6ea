/** With so few rows, tiles would be empty for the most part, and the time is that of reading the right matrix. */
export const FEW_ROWS = 4;

/** Invocations of a workgroup along columns, four each, and along the depth. */
const [X, Y] = [8, 32];

export const fewRowsWorkgroups = (columns: number, batches: number): [number, number, number] => [
  Math.ceil(columns / (4 * X)),
  1,
  batches,
];

/**
 * The `main` of a product of few rows: each invocation sums a part of the depth for four columns, of which neighbours read
 * neighbours; then a workgroup adds the parts up.
 */
export function fewRowsText(rows: number, hasBias: boolean): string {
  const each = (text: (r: number) => string) => Array.from({ length: rows }, (_, r) => text(r)).join("\n");
  return `
var<workgroup> parts: array<sum4, ${rows * X * Y}>;

@compute @workgroup_size(${X}, ${Y}, 1)
fn main(@builtin(local_invocation_id) local: vec3<u32>, @builtin(local_invocation_index) index: u32,
        @builtin(workgroup_id) group: vec3<u32>) {
  let batch = group.z;
  let column = (group.x * ${X}u + local.x) * 4u;
${each((r) => `  var total${r} = sum4();`)}
  if (column < parameter(1u)) {
    let last = parameter(2u) - 1u;
    for (var k = local.y * 4u; k <= last; k += ${4 * Y}u) {
      let b0 = sum4(load_columns(batch, k, column));
      let b1 = sum4(load_columns(batch, min(k + 1u, last), column));
      let b2 = sum4(load_columns(batch, min(k + 2u, last), column));
      let b3 = sum4(load_columns(batch, min(k + 3u, last), column));
${each(
  (r) => `      {
        let a = sum4(load_row(batch, ${r}u, k));
        total${r} = fma(sum4(a.x), b0, fma(sum4(a.y), b1, fma(sum4(a.z), b2, fma(sum4(a.w), b3, total${r}))));
      }`,
)}
    }
  }
${each((r) => `  parts[${r * X * Y}u + index] = total${r};`)}
  workgroupBarrier();
  for (var half = ${(X * Y) / 2}u; half >= ${X}u; half /= 2u) {
    if (index < half) {
${each((r) => `      parts[${r * X * Y}u + index] += parts[${r * X * Y}u + index + half];`)}
    }
    workgroupBarrier();
  }
  if (local.y == 0u && column < parameter(1u)) {
    ${hasBias ? "let bias = sum4(load4_bias(bias_place(batch) + column));" : "let bias = sum4();"}
${each((r) => `    finish_row(batch, ${r}u, column, bias, parts[${r * X * Y}u + index]);`)}
  }
}`;
}
