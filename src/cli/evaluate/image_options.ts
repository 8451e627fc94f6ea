import type { Command } from "commander";
import type { ImageEvaluationOptions } from "../../index.js";
import {
  addBackendOptions,
  addPrecisionOption,
  type BackendFlags,
  collect,
  defined,
  loadOf,
  type PrecisionFlags,
} from "../options.js";
import { parseCount, parseFraction, parseNumber, parseStd } from "../parse_number.js";
import { addReportOption, type ReportFlags } from "../report_option.js";

/** The options of every evaluation on images. */
export interface ImageFlags extends BackendFlags, PrecisionFlags, ReportFlags {
  model: string[];
  images: string;
  denylist?: string;
  crop?: number;
  cropSquare?: boolean;
  mean?: number;
  std?: number;
  workers?: number;
  journal?: string;
  json?: boolean;
  quiet?: boolean;
}

/** @param crop the part of an image that is kept by default */
export function addImageOptions(command: Command, crop: string): Command {
  command
    .requiredOption("--model <file>", "a .tflite file (repeatable: all see the same images)", collect)
    .requiredOption("--images <folder>", "the images, also in folders below it")
    .option("--denylist <file>", "images to leave out: names, or places in the sorted list, from 1 on")
    .option(
      "--crop <fraction>",
      `the middle part of an image that is kept; 1 keeps all (default: ${crop})`,
      parseFraction,
    )
    .option("--no-crop-square", "crop to a rectangle of the image's shape, not to a square")
    .option(
      "--mean <number>",
      "pixels become (pixel - mean) / std (default: 127.5; UINT8 and INT8 take pixels as they are)",
      parseNumber,
    )
    .option("--std <number>", "likewise", parseStd)
    .option(
      "--workers <count>",
      "images that are worked on at a time (default: one per processor)",
      parseCount(1),
    )
    .option("--journal <file>", "keep results there as they come; a run that was stopped goes on from it")
    .option("--json", "print one JSON document instead of text")
    .option("-q, --quiet", "no progress");
  addReportOption(command).option("-f, --force", "replace an existing report");
  addBackendOptions(command);
  return addPrecisionOption(command);
}

export function imageOptionsOf(flags: ImageFlags): ImageEvaluationOptions {
  const { model, images, denylist, crop, mean, std, workers, journal } = flags;
  // commander makes it true where the option is absent.
  const square = flags.cropSquare === false ? false : undefined;
  const preprocessing = defined({ cropFraction: crop, cropSquare: square, mean, std });
  return {
    models: model,
    images,
    preprocessing,
    ...loadOf(flags),
    ...defined({ denylist, workers, journal }),
  };
}

/** The files that an evaluation reads or writes besides a report. */
export const filesOf = (
  { model, journal, denylist }: ImageFlags,
  ...others: readonly (string | undefined)[]
): string[] => [...model, journal, denylist, ...others].filter((file) => file !== undefined);
