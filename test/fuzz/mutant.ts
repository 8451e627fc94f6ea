import { fromBytes, readModel } from "../../src/tflite/index.js";
import { mutateModel } from "./mutate_model.js";
import { Random } from "./random.js";
import { seeds } from "./seeds.js";

export interface Mutant {
  readonly of: string;
  readonly bytes: Uint8Array;
}

/** The mutant of that number: the same in every process. Null where none could be made. */
export function mutantOf(number: number): Mutant | null {
  const random = new Random(number);
  const seed = random.pick(seeds)!;
  const bytes = mutateModel(seed.bytes(), random);
  return bytes && { of: seed.name, bytes };
}

/** For a report: the records of a mutant. */
export const describeMutant = ({ bytes }: Mutant): string =>
  JSON.stringify(readModel(fromBytes(bytes)).model, (_, value) =>
    typeof value === "bigint" ? `${value}` : value instanceof Uint8Array ? [...value] : value,
  );
