import { UnsupportedLayer } from "../defects.js";
import { cast } from "../emit/arithmetic.js";
import {
  dimension,
  dimensions,
  expandDims,
  pad,
  reshape,
  stridedSlice,
  tile,
  transpose,
} from "../emit/arrange.js";
import { attribute, type GraphBuilder } from "../emit/graph_builder.js";
import { product, type Value } from "../emit/value.js";
import type { Config, Json } from "../model/config.js";
import { inputOf, type LayerKind, type LayerKinds } from "./kind.js";
import { requireChannelsLast } from "./window.js";

/** Sizes before and behind for each dimension: one number, one for each, or a pair for each. */
function pairs(config: Config, key: string, rank: number): [number, number][] {
  const value: Json | undefined = config.json[key];
  const isSize = (v: unknown): v is number => Number.isSafeInteger(v) && (v as number) >= 0;
  if (isSize(value)) return Array.from({ length: rank }, () => [value, value]);
  if (rank === 1 && Array.isArray(value) && value.length === 2 && value.every(isSize))
    return [value as [number, number]];
  if (Array.isArray(value) && value.length === rank) {
    const list = value.map((entry) => (isSize(entry) ? [entry, entry] : entry));
    if (list.every((e) => Array.isArray(e) && e.length === 2 && e.every(isSize)))
      return list as [number, number][];
  }
  throw config.wrong(key, `sizes for ${rank} dimensions`, value);
}

const padding = (rank: number): LayerKind => ({
  emit(call) {
    requireChannelsLast(call.config);
    return pad(call.g, inputOf(call), [[0, 0], ...pairs(call.config, "padding", rank), [0, 0]]);
  },
});

const cropping = (rank: number): LayerKind => ({
  emit(call) {
    requireChannelsLast(call.config);
    const taken = pairs(call.config, "cropping", rank).map(([before, behind]) => ({
      begin: before,
      ...(behind === 0 ? {} : { end: -behind }),
    }));
    return stridedSlice(call.g, inputOf(call), [{}, ...taken]);
  },
});

type Interpolation = "nearest" | "bilinear";

function resize(g: GraphBuilder, x: Value, size: readonly number[], interpolation: Interpolation): Value {
  const attributes = {
    T: attribute.type(x.dtype),
    align_corners: attribute.bool(false),
    half_pixel_centers: attribute.bool(true),
  };
  const op = interpolation === "nearest" ? "ResizeNearestNeighbor" : "ResizeBilinear";
  const dtype = interpolation === "nearest" ? x.dtype : "FLOAT32";
  const shape = [x.shape[0] as number, ...size, x.shape[3] as number];
  return g.add(op, [x, g.ints(size, "resize/size")], attributes, { dtype, shape }, `resize/${op}`);
}

/** Every element of an axis several times. */
function repeatAxis(g: GraphBuilder, x: Value, axis: number, times: number): Value {
  const repeated = tile(
    g,
    expandDims(g, x, axis + 1),
    x.shape.flatMap((_, i) => (i === axis ? [1, times] : [1])),
  );
  const size = x.shape[axis] as number;
  const dims = dimensions(x).map((dim, i) => (i !== axis ? dim : size === -1 ? -1 : size * times));
  return reshape(g, repeated, dims);
}

const upSampling2D: LayerKind = {
  emit(call) {
    const { g, config } = call;
    requireChannelsLast(config);
    const x = inputOf(call);
    const factors = config.sizes("size", 2, 2);
    const interpolation = config.choice<Interpolation>("interpolation", ["nearest", "bilinear"], "nearest");
    if (x.shape[1] === -1 || x.shape[2] === -1) throw new UnsupportedLayer("images of an open size");
    return resize(
      g,
      x,
      [1, 2].map((axis) => (x.shape[axis] as number) * (factors[axis - 1] as number)),
      interpolation,
    );
  },
};

const resizing: LayerKind = {
  emit(call) {
    const { g, config } = call;
    requireChannelsLast(config);
    for (const key of ["crop_to_aspect_ratio", "pad_to_aspect_ratio", "antialias"]) config.refuse(key, false);
    const interpolation = config.choice<Interpolation>("interpolation", ["nearest", "bilinear"], "bilinear");
    const size = [config.integer("height"), config.integer("width")];
    const x = inputOf(call);
    if (x.shape.length !== 4) throw new UnsupportedLayer(`images of rank ${x.shape.length}`);
    return cast(g, resize(g, x, size, interpolation), "FLOAT32");
  },
};

export const shapingLayers: LayerKinds = {
  Flatten: {
    emit(call) {
      requireChannelsLast(call.config);
      const x = inputOf(call);
      const rest = product(x.shape.slice(1));
      return reshape(call.g, x, [rest === -1 ? dimension(x, 0) : -1, rest]);
    },
  },
  Reshape: {
    emit: (call) => {
      const x = inputOf(call);
      const target = call.config.integers("target_shape");
      const known = product(x.shape.slice(1));
      const rest = target.filter((size) => size !== -1).reduce((a, b) => a * b, 1);
      if (known === -1 && target.includes(-1)) return reshape(call.g, x, [dimension(x, 0), ...target]);
      const sizes = target.map((size) => (size === -1 ? known / rest : size));
      return reshape(call.g, x, [x.shape[0] as number, ...sizes]);
    },
  },
  Permute: { emit: (call) => transpose(call.g, inputOf(call), [0, ...call.config.integers("dims")]) },
  RepeatVector: {
    emit: (call) => tile(call.g, expandDims(call.g, inputOf(call), 1), [1, call.config.integer("n"), 1]),
  },
  ZeroPadding1D: padding(1),
  ZeroPadding2D: padding(2),
  ZeroPadding3D: padding(3),
  Cropping1D: cropping(1),
  Cropping2D: cropping(2),
  Cropping3D: cropping(3),
  UpSampling1D: { emit: (call) => repeatAxis(call.g, inputOf(call), 1, call.config.integer("size", 2)) },
  UpSampling2D: upSampling2D,
  Resizing: resizing,
};
