// Prints parts of targets.json, one value a line, for binding.gyp, which cannot read JSON.
//   node native/targets.cjs sources core addon       the sources of these lists
//   node native/targets.cjs flags gnu|msvc           the flags for everything
//   node native/targets.cjs flags gnu|msvc avx2 x64  the flags of one target; none for another architecture's
//   node native/targets.cjs source avx2              the source of one target
//   node native/targets.cjs definition x64           the value of HALFLITE_TARGETS
const list = require("./targets.json");

const architectureOf = (name) => (["x64", "arm64"].includes(name) ? name : "other");
const target = (name) => list.targets.find((t) => t.name === name);

const commands = {
  sources: (...names) => names.flatMap((name) => list[name]),
  source: (name) => [target(name).source],
  definition: (architecture) => [
    list.targets
      .filter((t) => t.architectures.includes(architectureOf(architecture)))
      .map((t) => `TARGET(${t.name})`)
      .join(""),
  ],
  flags: (compiler, name, architecture) => {
    if (!name) return list.flags[compiler];
    return target(name).architectures.includes(architectureOf(architecture)) ? target(name)[compiler] : [];
  },
};

const [command, ...values] = process.argv.slice(2);
console.log(commands[command](...values).join("\n"));
