/** `Symbol.dispose`, which the first releases of Node 20 lack; there it is a symbol that nothing looks for. */
export const DISPOSE: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for("halflite.dispose");
