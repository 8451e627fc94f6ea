import { Config, isObject, type Json } from "./config.js";

/** Keras 2 and TensorFlow.js have another hard sigmoid: clip(0.2 x + 0.5, 0, 1) where Keras 3 has relu6(x + 3) / 6. */
export const KERAS2_HARD_SIGMOID = "keras2_hard_sigmoid";

/** The description of a model in Keras 3's words; `version` is the one that wrote it, if it said so. */
export function inWordsOfKeras3(description: Config, version: string | undefined): Config {
  if (version?.startsWith("3")) return description;
  const json = renamed(description.json);
  return isObject(json) ? new Config(json, description.file, description.place) : description;
}

function renamed(json: Json, key = ""): Json {
  if (json === "hard_sigmoid" && key.endsWith("activation")) return KERAS2_HARD_SIGMOID;
  if (Array.isArray(json)) return json.map((entry) => renamed(entry as Json));
  if (!isObject(json)) return json;
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, renamed(value ?? null, name)]),
  );
}
