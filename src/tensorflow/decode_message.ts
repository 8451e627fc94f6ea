import { Root, type Type } from "protobufjs/light.js";
import { HalfliteError } from "../errors.js";
import { type Int64, messages } from "./messages.js";

const root = Root.fromJSON({ nested: messages as never });

/**
 * Decodes a protocol buffer. Fields of bytes are views of the given ones.
 *
 * @param file for messages
 * @throws INVALID_MODEL
 */
export function decodeMessage<Message>(
  name: keyof typeof messages,
  bytes: Uint8Array,
  file: string,
): Message {
  try {
    return (root.lookupType(name) as Type).decode(bytes) as unknown as Message;
  } catch (error) {
    throw new HalfliteError(
      "INVALID_MODEL",
      {
        file,
        field: name,
        offset: 0,
        expected: "a protocol buffer",
        received: `${bytes.byteLength} bytes that are none: ${reason(error)}`,
      },
      error,
    );
  }
}

const reason = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** A 64-bit integer as a number; exact up to 2^53. */
export const numberOf = (value: Int64): number => (typeof value === "number" ? value : value.toNumber());
