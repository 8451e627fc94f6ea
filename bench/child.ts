import type { BulkRequest } from "./trials/bulk.js";
import type { FileRequest } from "./trials/file.js";
import type { GpuProductRequest } from "./trials/gpu_product.js";
import type { InferenceRequest } from "./trials/inference.js";
import type { KernelRequest } from "./trials/kernel.js";

type Request = BulkRequest | FileRequest | GpuProductRequest | InferenceRequest | KernelRequest;

/** Does what is asked in this fresh process, and loads nothing that it does not need: what import() is made of would be such a thing. */
async function answer(request: Request): Promise<unknown> {
  switch (request.trial) {
    case "bulk":
      return (require("./trials/bulk_child.js") as typeof import("./trials/bulk_child.js")).measureBulk(
        request,
      );
    case "file":
      return (require("./trials/file_child.js") as typeof import("./trials/file_child.js")).measureFile(
        request,
      );
    case "gpu product":
      return (
        require("./trials/gpu_product_child.js") as typeof import("./trials/gpu_product_child.js")
      ).measureGpuProduct(request);
    case "inference":
      return (
        require("./trials/inference_child.js") as typeof import("./trials/inference_child.js")
      ).measureInference(request);
    case "kernel":
      return (require("./trials/kernel_child.js") as typeof import("./trials/kernel_child.js")).measureKernel(
        request,
      );
  }
}

/** Prints the answer as the last line. */
async function main(request: Request): Promise<void> {
  const line = JSON.stringify(await answer(request));
  // A runtime may keep threads, or a message port, that nobody ends.
  process.stdout.write(`${line}\n`, () => process.exit());
}

void main(JSON.parse(process.argv[2]!) as Request);
