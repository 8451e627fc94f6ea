import { createHash } from "node:crypto";
import { ConversionMetadata } from "../../src/tflite/schema/conversion_metadata.js";
import type { Field, TableDefinition, UnionDefinition } from "../../src/tflite/schema/define.js";
import { Model } from "../../src/tflite/schema/model.js";

type Definition = TableDefinition | UnionDefinition | (Field & { kind: "enum" })["of"];

/**
 * Every fact of a schema as a line of text: "enum Padding int8 SAME 0", "union BuiltinOptions Conv2DOptions 1",
 * "table Conv2DOptions", "field Conv2DOptions 1 strideW int32 0", "field Model 4 buffers vector of Buffer". The slot of
 * a union's field is that of its value.
 */
function factsOf(root: TableDefinition): string[] {
  const facts: string[] = [];
  const seen = new Set<Definition>();
  const visit = (definition: Definition): void => {
    if (seen.has(definition)) return;
    seen.add(definition);
    const { kind, name } = definition;
    if (kind === "enum")
      for (const [member, number] of Object.entries(definition.members))
        facts.push(`enum ${name} ${definition.wire} ${member} ${number}`);
    if (kind === "union")
      definition.tables.forEach((table, i) => {
        facts.push(`union ${name} ${table.name} ${i + 1}`);
        visit(table);
      });
    if (kind === "table") {
      facts.push(`table ${name}`);
      for (const slot of definition.slots) {
        facts.push(`field ${name} ${slot.slot} ${slot.name} ${typeOf(slot.field)}`);
        if ("of" in slot.field) visit(slot.field.of);
      }
    }
  };
  visit(root);
  return facts.sort();
}

function typeOf(field: Field): string {
  switch (field.kind) {
    case "scalar":
      return `${field.type} ${field.default}`;
    case "enum":
      return `${field.of.name} ${field.default}`;
    case "bytes":
    case "content":
      return "vector of uint8";
    case "scalars":
      return `vector of ${field.type}`;
    case "string":
      return "string";
    case "enums":
    case "tables":
      return `vector of ${field.of.name}`;
    default:
      return field.of.name;
  }
}

const digestOf = (facts: readonly string[]) => createHash("sha256").update(facts.join("\n")).digest("hex");

// The digests were computed from the official schema files (LiteRT, 2026) by a program that shares no code with these
// definitions: every table, field, slot, type, default, enum value and union member is equal, and none is missing.
test("the definitions are those of the official schema", () => {
  const facts = factsOf(Model);
  expect(facts).toHaveLength(918);
  expect(digestOf(facts)).toBe("ab2cb3658e80eb25dc3d7abcfa3d39afaadca0c1006e7474943def18bcbfa366");
});

test("so are those of the conversion metadata", () => {
  const facts = factsOf(ConversionMetadata);
  expect(facts).toHaveLength(32);
  expect(digestOf(facts)).toBe("35697898b4b635d121a4cc9835a178b7fc288efe044376c66a99b1d9f5f4e4e4");
});

test("no table contains itself, which bounds the depth of reading", () => {
  const visit = (definition: TableDefinition, trail: readonly TableDefinition[]): void => {
    expect(trail).not.toContain(definition);
    for (const { field } of definition.slots) {
      if (field.kind === "table" || field.kind === "tables") visit(field.of, [...trail, definition]);
      if (field.kind === "union") for (const table of field.of.tables) visit(table, [...trail, definition]);
    }
  };
  visit(Model, []);
});
