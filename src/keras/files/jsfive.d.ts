/** What is used of the package jsfive, which brings no types. */
declare module "jsfive" {
  /** How jsfive finds the bytes of a dataset; not part of its public face, so its version is held. */
  interface DataObjects {
    readonly fh: ArrayBuffer;
    find_msg_type(type: number): readonly ReadonlyMap<string, number>[];
    _get_data_message_properties(
      offset: number,
    ): [version: number, dims: number, layout: number, property: number];
  }
  class Group {
    readonly keys: readonly string[];
    readonly attrs: Readonly<Record<string, unknown>>;
    get(name: string): Group | Dataset;
  }
  class Dataset {
    readonly shape: readonly number[];
    readonly dtype: unknown;
    readonly value: readonly (number | bigint)[];
    readonly _dataobjects: DataObjects;
  }
  class File extends Group {
    constructor(bytes: ArrayBuffer, name: string);
  }
}
