/** What `require("halflite")` loads: the package, from compiled code where there is some. */

import { startCompiled } from "./startup/start.js";

const compiled = startCompiled(__dirname, "index.js");
if (compiled) module.exports = compiled;
// Last, and in this form: it tells Node the names that `import { convert } from "halflite"` may ask for.
else module.exports = require("./index.js");
