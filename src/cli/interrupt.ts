const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Aborts on the first SIGINT, SIGTERM or SIGHUP. The handlers are gone after the first, so a second signal ends the
 * process at once.
 *
 * @returns the signal to hand to the work, and a function that takes the handlers away again
 */
export function abortOnInterrupt(): { signal: AbortSignal; dispose: () => void } {
  const controller = new AbortController();
  const dispose = () => {
    for (const name of SIGNALS) process.removeListener(name, interrupt);
  };
  const interrupt = (name: NodeJS.Signals) => {
    dispose();
    controller.abort(new Error(`received ${name}`));
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return { signal: controller.signal, dispose };
}
