import type { RuntimeName } from "./outcome.js";

/** A real float32 model that a real runtime runs. */
export interface RealModel {
  readonly name: string;
  /**
   * Classifiers answer with the largest output; that of "softmax" is one of probabilities that sum to 1. A "ranking" sorts:
   * answers of nearly equal scores may change places, so that only the scores can be compared.
   */
  readonly kind: "softmax" | "classifier" | "ranking" | "other";
  /** The runtime that judges: "tfjs-tflite" for variable tensors and outputs of dynamic shape, LiteRT for all else. */
  readonly runtime: RuntimeName;
  /** The output with the scores of a ranking. */
  readonly scores?: number;
}

const softmax = (name: string, runtime: RuntimeName = "litert"): RealModel => ({
  name,
  kind: "softmax",
  runtime,
});
const classifier = (name: string, runtime: RuntimeName = "litert"): RealModel => ({
  name,
  kind: "classifier",
  runtime,
});
const other = (name: string, runtime: RuntimeName = "litert"): RealModel => ({
  name,
  kind: "other",
  runtime,
});
const ranking = (name: string, scores: number, runtime: RuntimeName): RealModel => ({
  name,
  kind: "ranking",
  runtime,
  scores,
});

/** In test/fixtures. The models of official_pairs are tested beside. */
export const fixtureModels: readonly RealModel[] = [
  softmax("mobilenet_v1_0.25_128.tflite"),
  softmax("fsalv_cnn_float32.tflite"),
  softmax("nl_classifier.tflite"),
  softmax("micro_mnist_lstm.tflite", "tfjs-tflite"),
  other("lstm_float.tflite", "tfjs-tflite"),
  other("call_once_mul.tflite"),
  other("multi_subgraphs_while.tflite"),
  other("nested_while.tflite"),
  other("multi_signatures.tflite"),
  other("two_signatures.tflite"),
  other("no_signatures.tflite"),
  other("weight_shared_between_convs.tflite"),
  other("dynamic_shapes.tflite", "tfjs-tflite"),
  other("zero_size_constant.tflite"),
  other("embedding_lookup.tflite", "tfjs-tflite"),
  other("simple_composite.tflite"),
  other("partly_quantized_mnist.tflite"),
  other("sub_channel_weights.tflite"),
  other("hello_world_int8.tflite", "tfjs-tflite"),
  other("legacy_reduced_precision.tflite"),
];

/** In the shared models beside the checkout. */
export const sharedRealModels: readonly RealModel[] = [
  softmax("conv_fc_mnist.tflite"),
  softmax("mobilenet_v1_1.0_224.tflite"),
  softmax("mobilenet_v2_1.0_224.tflite"),
  softmax("resnet8_cifar10_float.tflite"),
  softmax("resnet_6blk_cifar.tflite"),
  softmax("visual_wake_words_96.tflite"),
  softmax("movie_review_avg_wordvec.tflite"),
  ranking("recommendation_rnn.tflite", 1, "tfjs-tflite"),
  softmax("kws_ref_model_float32.tflite", "tfjs-tflite"),
  classifier("saved_models/digits_cnn/official_float32.tflite"),
  softmax("saved_models/mobilenet_v1_025_128/official_float32.tflite"),
  softmax("saved_models/mobilenet_v2_035_96/official_float32.tflite"),
  softmax("saved_models/mobilenet_v3_small_96/official_float32.tflite"),
  softmax("saved_models/text_cnn/official_float32.tflite"),
  softmax("saved_models/transformer_tiny/official_float32.tflite"),
  classifier("saved_models/gru_bidirectional/official_float32.tflite"),
  softmax("saved_models/lstm_small/official_float32.tflite"),
  other("saved_models/two_inputs_two_outputs/official_float32.tflite"),
  other("saved_models/unet_small/official_float32.tflite"),
  other("saved_models/basic_pitch/nmp.tflite", "tfjs-tflite"),
  other("hand_landmark_sparse_float32.tflite"),
  other("lyra_quantizer.tflite"),
  other("lyragan.tflite"),
  other("sdpa_composite.tflite"),
  other("torchaudio_conformer.tflite"),
  other("toy_kv_cache_multi_signature.tflite"),
  other("toycar_autoencoder.tflite"),
  ranking("ssd_mobilenet_v1_0.75_coco.tflite", 2, "tfjs-tflite"),
  other("yolox_nano_float32.tflite"),
  other("tricky/weight_sharing_fcs.tflite"),
  other("tricky/simple_group_norm_external_buffer_a.tflite"),
];
