import type { BulkRequest } from "./trials/bulk.js";
import { measureBulk } from "./trials/bulk_child.js";
import type { FileRequest } from "./trials/file.js";
import { measureFile } from "./trials/file_child.js";

/** Runs one measurement in this fresh process and prints it as the last line. */
async function main(request: BulkRequest | FileRequest): Promise<void> {
  const measurement = request.trial === "bulk" ? measureBulk(request) : await measureFile(request);
  console.log(JSON.stringify(measurement));
}

void main(JSON.parse(process.argv[2]!) as BulkRequest | FileRequest);
