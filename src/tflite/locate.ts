import type { Place } from "./defects.js";
import { Scalars } from "./scalars.js";
import { type Field, type TableDefinition, widthOf } from "./schema/define.js";
import type { ByteSource } from "./source.js";

/**
 * The position in the file of a field that was decoded before: nobody remembers positions while all goes well. Where the
 * file does not have the field it is the position of its table.
 *
 * @param root the position of the root table, whose definition is `definition`
 */
export function locate(source: ByteSource, definition: TableDefinition, root: number, place: Place): number {
  const scalars = new Scalars(source);
  let table = { definition, position: root };
  let position = root;
  let list: Field | null = null;
  for (const step of place) {
    if (typeof step === "number") {
      if (!list) return position;
      const start = position + scalars.uint32(position) + 4;
      position = start + step * elementWidth(list);
      if (list.kind === "tables")
        table = { definition: list.of, position: position + scalars.uint32(position) };
      continue;
    }
    // The members of a union's record have no bytes of their own.
    const slot = table.definition.slots.find(({ name }) => name === step);
    if (!slot) continue;
    const at = fieldPosition(scalars, table.position, slot.slot);
    if (at === 0) return table.position;
    position = at;
    list = slot.field;
    const target = at + scalars.uint32(at);
    if (list.kind === "table") table = { definition: list.of, position: target };
    if (list.kind === "union") {
      const number = scalars.uint8(fieldPosition(scalars, table.position, slot.slot - 1));
      table = { definition: list.of.tables[number - 1]!, position: target };
    }
  }
  return position;
}

function fieldPosition(scalars: Scalars, table: number, slot: number): number {
  const vtable = table - scalars.int32(table);
  const inside = 4 + 2 * slot < scalars.uint16(vtable);
  const offset = inside ? scalars.uint16(vtable + 4 + 2 * slot) : 0;
  return offset === 0 ? 0 : table + offset;
}

function elementWidth(list: Field): number {
  if (list.kind === "scalars") return widthOf[list.type];
  return list.kind === "enums" ? widthOf[list.of.wire] : 4;
}
