import type { Network, Value } from "./network.js";
import { NetworkBuilder } from "./network_builder.js";

export interface BertSize {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly length: number;
}

/** The encoder of Devlin et al. 2018, from embeddings to hidden states. */
export function bert({ layers, width, heads, length }: BertSize): Network {
  const net = new NetworkBuilder("bert");
  let x = net.layerNorm(net.sequence(length, width));
  for (let i = 0; i < layers; i++) {
    x = net.layerNorm(net.add(x, attention(net, x, heads)));
    const wide = net.dense(x, 4 * width, { activation: "gelu" });
    x = net.layerNorm(net.add(x, net.dense(wide, width)));
  }
  return net.network(x);
}

function attention(net: NetworkBuilder, x: Value, heads: number): Value {
  const [, length, width] = x.shape as [number, number, number];
  const depth = width / heads;
  const HEADS_FIRST = [0, 2, 1, 3];
  const split = () => net.transpose(net.reshape(net.dense(x, width), [1, length, heads, depth]), HEADS_FIRST);
  const [queries, keys, values] = [split(), split(), split()];
  const scores = net.scale(net.matrixProduct(queries, keys, true), 1 / Math.sqrt(depth));
  const mixed = net.transpose(net.matrixProduct(net.softmax(scores), values), HEADS_FIRST);
  return net.dense(net.reshape(mixed, [1, length, width]), width);
}
