import { Command } from "commander";
import { arraysCommand } from "./evaluate/arrays.js";
import { classificationCommand } from "./evaluate/classification.js";
import { detectionCommand } from "./evaluate/detection.js";

export function evaluateCommand(): Command {
  return new Command("evaluate")
    .description("measure how well models do on labelled data")
    .addCommand(classificationCommand())
    .addCommand(detectionCommand())
    .addCommand(arraysCommand());
}
