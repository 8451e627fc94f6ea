import type { Value } from "../../graph/index.js";
import { type Lifetime, planArena } from "./arena.js";

/** Memory of the arena that is alive from the first item that writes it to the last that reads it. */
interface Slot {
  bytes: number;
  first: number;
  last: number;
}

/** Gives the values of a plan memory, item by item; several values may share a slot. */
export class Places {
  private readonly slots: Slot[] = [];
  private readonly slotOf = new Map<Value, number>();

  /** @param keepAll nothing is overwritten, so that every value can be looked at after the run */
  constructor(private readonly keepAll: boolean) {}

  has(value: Value): boolean {
    return this.slotOf.has(value);
  }

  /** Memory for a value that item `first` writes. */
  place(value: Value, bytes: number, first: number): void {
    this.slotOf.set(value, this.add(bytes, first));
  }

  /** The value needs another number of bytes than was said. */
  resize(value: Value, bytes: number): void {
    this.slots[this.slotOf.get(value)!]!.bytes = bytes;
  }

  bytesOf(value: Value): number {
    return this.slots[this.slotOf.get(value)!]!.bytes;
  }

  /** Memory that only one item uses. @returns its number, for `offsetsOf` */
  scratch(bytes: number, item: number): number {
    return this.add(bytes, item);
  }

  /** `value` has the memory of `other`. */
  alias(value: Value, other: Value): void {
    this.slotOf.set(value, this.slotOf.get(other)!);
  }

  /** The value's memory must last until the item. */
  use(value: Value, item: number): void {
    const slot = this.slots[this.slotOf.get(value)!]!;
    slot.last = Math.max(slot.last, item);
  }

  slot(value: Value): number {
    return this.slotOf.get(value)!;
  }

  /** @returns the offset of each slot, and the bytes of the arena */
  plan(): { offsets: number[]; bytes: number } {
    const lifetimes: Lifetime[] = this.keepAll
      ? this.slots.map(({ bytes }) => ({ bytes, first: 0, last: 0 }))
      : this.slots;
    return planArena(lifetimes);
  }

  private add(bytes: number, first: number): number {
    this.slots.push({ bytes, first, last: first });
    return this.slots.length - 1;
  }
}
