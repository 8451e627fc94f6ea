import NodeEnvironment from "jest-environment-node";

/**
 * The tests' world with a way to the package `webgpu`: that is an ES module, and only code outside of the world can load those.
 */
export default class TestEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    // Mesa's software driver compiles every shader when it runs first; what is made once and used once need not be fast.
    process.env.GALLIVM_PERF ??= "nopt";
    process.env.LP_NATIVE_VECTOR_WIDTH ??= "128";
    (this.global as { loadWebGpu?: unknown }).loadWebGpu = () => import("webgpu");
  }
}
