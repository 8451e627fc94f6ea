import NodeEnvironment from "jest-environment-node";

/**
 * The tests' world with a way to the package `webgpu`: that is an ES module, and only code outside of the world can load those.
 */
export default class TestEnvironment extends NodeEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    (this.global as { loadWebGpu?: unknown }).loadWebGpu = () => import("webgpu");
  }
}
