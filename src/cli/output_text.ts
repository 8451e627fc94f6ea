import { createOutput } from "../convert/output.js";
import { makeFolderOf } from "./outputs.js";

/** Writes a text file, whole or not at all. @throws IO, OUTPUT_EXISTS */
export async function writeText(file: string, text: string, force: boolean): Promise<void> {
  makeFolderOf(file);
  const output = createOutput(file, force);
  try {
    output.write(Buffer.from(text), 0);
    await output.commit({ fsync: false, force, signal: undefined });
  } finally {
    output.discard();
  }
}
