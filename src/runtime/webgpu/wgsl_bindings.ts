import type { Binding } from "./shader.js";

/** How elements lie in a buffer; `half` is float16 in pairs, for devices whose shaders do not know the type. */
export type ElementStore = "f32" | "f16" | "half" | "i32";

/** The type that one element of the buffer's array has. */
const arrayTypes: { readonly [S in ElementStore]: { readonly 1: string; readonly 4: string } } = {
  f32: { 1: "f32", 4: "vec4<f32>" },
  f16: { 1: "f16", 4: "vec4<f16>" },
  half: { 1: "u32", 4: "vec2<u32>" },
  i32: { 1: "i32", 4: "vec4<i32>" },
};

/**
 * The declaration of a binding and the functions that read or write it.
 *
 * @param walkWord the number of the first word of its walk
 */
export function bindingText(binding: Binding, number: number, store: ElementStore, walkWord: number): string {
  const { name, width, access } = binding;
  const mode = access === "write" ? "read_write" : "read";
  const declaration = `@group(0) @binding(${number}) var<storage, ${mode}> ${name}: array<${arrayTypes[store][width]}>;`;
  if (access === "write") return [declaration, ...storeTexts(name, width, store)].join("\n");
  const { walk } = binding;
  const at = walk ? [`fn at_${name}(i: u32) -> u32 { ${walkText(walk.sizes.length, walkWord)} }`] : [];
  return [declaration, ...at, ...loadTexts(binding, store)].join("\n");
}

/** Where the operand of a walk has the element that belongs to element i of the result. */
function walkText(rank: number, word: number): string {
  const lines = ["var rest = i; var at = 0u;"];
  for (let d = rank - 1; d >= 0; d--) {
    const [size, stride] = [`parameter(${word + 2 * d}u)`, `parameter(${word + 2 * d + 1}u)`];
    lines.push(d > 0 ? `at += (rest % ${size}) * ${stride}; rest /= ${size};` : `at += rest * ${stride};`);
  }
  return `${lines.join(" ")} return at;`;
}

function loadTexts({ name, width, walk }: Binding, store: ElementStore): string[] {
  const [type, type4] = store === "i32" ? ["i32", "vec4<i32>"] : ["real", "real4"];
  const place = walk ? `at_${name}(i)` : "i";
  const scalar = `fn load_${name}(i: u32) -> ${type} { let j = ${place}; return ${type}(${scalarText(name, width, store)}); }`;
  return [scalar, `fn load4_${name}(i: u32) -> ${type4} { ${fourText(name, width, store, type4!, walk)} }`];
}

function scalarText(name: string, width: 1 | 4, store: ElementStore): string {
  if (store === "half")
    return width === 4
      ? `unpack2x16float(${name}[j / 4u][(j / 2u) % 2u])[j % 2u]`
      : `unpack2x16float(${name}[j / 2u])[j % 2u]`;
  return width === 4 ? `${name}[j / 4u][j % 4u]` : `${name}[j]`;
}

function fourText(
  name: string,
  width: 1 | 4,
  store: ElementStore,
  type4: string,
  walk: Binding["walk"],
): string {
  if (width === 4) {
    const four = `${name}[${walk ? `at_${name}(i)` : "i"} / 4u]`;
    if (store !== "half") return `return ${type4}(${four});`;
    return `let four = ${four}; return ${type4}(vec4<f32>(unpack2x16float(four.x), unpack2x16float(four.y)));`;
  }
  // Four neighbours of the result read the same element.
  if (walk && walk.strides.at(-1) === 0 && walk.sizes.at(-1)! % 4 === 0)
    return `return ${type4}(load_${name}(i));`;
  const four = [0, 1, 2, 3].map((k) => `load_${name}(i + ${k}u)`);
  return `return ${type4}(${four.join(", ")});`;
}

/** What is stored passes through the dispatch's stages, save integers. */
function storeTexts(name: string, width: 1 | 4, store: ElementStore): string[] {
  if (store === "half") throw new Error("results are never stored in pairs");
  const isInteger = store === "i32";
  const [type, type4] = isInteger ? ["i32", "vec4<i32>"] : ["real", "real4"];
  const finished = (suffix: string) => (isInteger ? "x" : `finish${suffix}(i, x)`);
  if (width === 4)
    return [`fn store4_${name}(i: u32, x: ${type4}) { ${name}[i / 4u] = vec4<${store}>(${finished("4")}); }`];
  return [
    `fn store_${name}(i: u32, x: ${type}) { ${name}[i] = ${store}(${finished("")}); }`,
    `fn store4_${name}(i: u32, x: ${type4}) { for (var k = 0u; k < 4u; k++) { store_${name}(i + k, x[k]); } }`,
  ];
}
