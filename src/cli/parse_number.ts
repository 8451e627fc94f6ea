import { InvalidArgumentError } from "commander";

export function parseNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) throw new InvalidArgumentError("Expected a number.");
  return number;
}

export function parseInteger(text: string): number {
  const integer = parseNumber(text);
  if (!Number.isSafeInteger(integer)) throw new InvalidArgumentError("Expected an integer.");
  return integer;
}

export const parseCount =
  (least: number) =>
  (text: string): number => {
    const count = Number(text);
    if (text.trim() !== "" && Number.isSafeInteger(count) && count >= least) return count;
    throw new InvalidArgumentError(`Expected an integer of at least ${least}.`);
  };

/** Of pixels: (pixel - mean) / std. */
export function parseStd(text: string): number {
  const std = parseNumber(text);
  if (std === 0) throw new InvalidArgumentError("Expected a number other than 0.");
  return std;
}

export function parseSeed(text: string): number {
  const seed = parseNumber(text);
  if (Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32) return seed;
  throw new InvalidArgumentError("Expected an integer from 0 to 2^32 - 1.");
}

/** A part of a whole that is not nothing. */
export function parseFraction(text: string): number {
  const fraction = parseNumber(text);
  if (fraction > 0 && fraction <= 1) return fraction;
  throw new InvalidArgumentError("Expected a number above 0, at most 1.");
}

/** A number of at least 0, infinity included. */
export function parseError(text: string): number {
  const error = Number(text);
  if (text.trim() === "" || !(error >= 0)) throw new InvalidArgumentError("Expected a number of at least 0.");
  return error;
}
