import { type ErrorCode, HalfliteError } from "../../src/errors.js";
import { fromBytes, Model, readModel } from "../../src/tflite/index.js";
import { locate } from "../../src/tflite/locate.js";
import { writeModelBytes } from "../../src/tflite/write_model.js";
import { type TinyModel, tinyModel } from "./records.js";

/** A file in memory that is damaged on purpose, field by field. */
export class Victim {
  readonly bytes: Uint8Array;
  readonly view: DataView;

  constructor(model: TinyModel = tinyModel(), options = {}) {
    this.bytes = writeModelBytes(model, options);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Where the field is; of a vector, string or table, where the offset to it is. */
  at(...place: (string | number)[]): number {
    return locate(fromBytes(this.bytes), Model, this.view.getUint32(0, true), place);
  }

  /** Where the offset at that field leads: a table, or the length of a vector or string. */
  target(...place: (string | number)[]): number {
    const at = this.at(...place);
    return at + this.view.getUint32(at, true);
  }

  vtable(...place: (string | number)[]): number {
    const table = this.target(...place);
    return table - this.view.getInt32(table, true);
  }

  setUint32(at: number, value: number): this {
    this.view.setUint32(at, value, true);
    return this;
  }

  setUint16(at: number, value: number): this {
    this.view.setUint16(at, value, true);
    return this;
  }

  setUint8(at: number, value: number): this {
    this.view.setUint8(at, value);
    return this;
  }

  read(): unknown {
    return readModel(fromBytes(this.bytes, "victim"));
  }
}

/** The error of reading these bytes, which must be one of the reader's own. */
export function defectOf(
  bytes: Uint8Array,
): { code: ErrorCode; field: string; offset: number; message: string } | null {
  try {
    readModel(fromBytes(bytes, "victim"));
    return null;
  } catch (error) {
    if (!(error instanceof HalfliteError)) throw error;
    const { field, offset } = error.details as { field: string; offset: number };
    return { code: error.code, field, offset, message: error.message };
  }
}
