import type { Case } from "./case.js";
import { activation } from "./cases/activation.js";

/** All cases, by family of operators. */
export const families: Readonly<Record<string, readonly Case[]>> = { activation };
