import type { Diagnosis } from "../../addon/diagnose.js";
import { columns } from "./text.js";

export function diagnosisText(diagnosis: Diagnosis): string {
  return columns(Object.entries(diagnosis).map(([k, v]) => [k, JSON.stringify(v)])).join("\n");
}
