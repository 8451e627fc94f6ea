/** Where the inputs stand. */
export const INPUT = 0;
export const FEATURES = 1;
export const TIMES = 2;
export const BIAS = 3;
export const STATE = 4;

export interface SvdfForm {
  readonly batch: number;
  readonly inputs: number;
  readonly filters: number;
  readonly units: number;
  /** Steps that each filter remembers. */
  readonly memory: number;
}
