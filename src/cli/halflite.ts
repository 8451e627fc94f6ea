#!/usr/bin/env node
/** The command: the same program as main.ts, from compiled code where there is some. */

import path from "node:path";
import { startCompiled } from "../startup/start.js";

if (!startCompiled(path.join(__dirname, ".."), "cli/main.js")) require("./main.js");
