// Keeps what V8 makes of the package's JavaScript, so that importing it takes half of the time. Runs behind `npm install` and behind the compiler.
// Nothing needs it, so it never fails: without it, or with another Node than the one that it was made with, JavaScript is compiled as always.
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..", "dist", "src");

if (fs.existsSync(path.join(root, "index.js"))) {
  try {
    require("../dist/src/startup/precompile.js").precompile(root);
  } catch (error) {
    console.log(`halflite: no compiled code is kept (${error.message}); importing takes longer`);
  }
}
