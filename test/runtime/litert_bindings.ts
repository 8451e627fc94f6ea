/** The part of LiteRT's WebAssembly interface (@litertjs/core) that the tests use. */
export interface LiteRt {
  readonly HEAPU8: Uint8Array;
  _malloc(byteLength: number): number;
  setupLogging(): void;
  readonly LiteRtEnvironment: { create(device: null): object };
  loadModel(environment: object, address: number, byteLength: number): LoadedModel;
  compileModel(
    environment: object,
    model: LoadedModel,
    options: object,
  ): CompiledModel | Promise<CompiledModel>;
  readonly VectorInt32: new () => { push_back(item: number): void };
  readonly LiteRtLayout: { create(dimensions: object): object };
  readonly LiteRtRankedTensorType: { create(elementType: object, layout: object): object };
  readonly LiteRtTensorBufferType: { readonly HOST_MEMORY: object };
  readonly LiteRtTensorBufferLockMode: { readonly READ: object; readonly WRITE: object };
  readonly LiteRtTensorBuffer: {
    createManaged(environment: object, memory: object, type: object, byteLength: number): TensorBuffer;
  };
}

export interface LoadedModel {
  getSignature(index: number): { inputNames(): Vector<string>; outputNames(): Vector<string> };
  getInputTensorType(signature: number, index: number): RankedType;
}

export interface CompiledModel {
  run(signature: number, inputs: TensorBuffer[]): TensorBuffer[] | Promise<TensorBuffer[]>;
}

export interface Vector<T> {
  size(): number;
  get(index: number): T;
  delete(): void;
}

export interface RankedType {
  elementType(): { readonly value: number };
  layout(): { dimensions(): Vector<number> };
}

export interface TensorBuffer {
  lock(mode: object): number;
  unlock(): void;
  tensorType(): RankedType;
  packedSize(): number;
  delete(): void;
}
