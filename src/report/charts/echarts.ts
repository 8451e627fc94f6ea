import { HalfliteError } from "../../errors.js";

/**
 * ECharts is an optional package.
 *
 * @throws MISSING_PACKAGE
 */
export function loadECharts(): typeof import("echarts") {
  try {
    return require("echarts") as typeof import("echarts");
  } catch (error) {
    const reason = (error as Error).message.split("\n", 1)[0]!;
    const operation = "drawing charts";
    throw new HalfliteError("MISSING_PACKAGE", { package: "echarts", operation, reason }, error);
  }
}
