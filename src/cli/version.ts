import fs from "node:fs";
import path from "node:path";

/** The version in package.json, which lies three folders above dist/src/cli. */
export function packageVersion(): string {
  const file = path.join(__dirname, "..", "..", "..", "package.json");
  return (JSON.parse(fs.readFileSync(file, "utf8")) as { version: string }).version;
}
