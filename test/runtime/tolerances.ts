/**
 * How far two builds of TensorFlow Lite lie apart on the same float32 model: sums in another order, polynomial
 * approximations of exp and tanh. Relative to the output's maximum; 4e-6 was seen (MobileNet V1 against the reference
 * kernels), and up to 5e-4 on some pose models, which are not among the models held to it.
 */
export const RUNTIME_NOISE = 1e-5;

/** The relative error of rounding a normal number to float16: half of the last of 11 bits. */
const HALF_ULP = 2 ** -11;

/**
 * How much a model may amplify: the condition |W| |x| against |W x| of its layers, by which they multiply the errors of their
 * weights, and the slope of a sigmoid in its tail. Most models stay below 1; up to 2.8 was seen in an output of 1e-4 behind a
 * sigmoid, and up to 6.2 in the logits of trained classifiers that are shown noise.
 */
export const CONDITION = { softmax: 8, classifier: 4, ranking: 4, other: 4 } as const;

/**
 * How far the outputs of a model may move when its constants become float16, relative to the output's maximum.
 *
 * One layer y = W x with rounded W moves by at most HALF_ULP * |W| |x|. The errors of single weights are independent, so in
 * practice it moves by HALF_ULP / sqrt(3) of the output's root mean square: 2.8e-4, and 2.0e-4 to 3.2e-4 is what the real
 * runtime shows on the official pairs. Later layers pass an error on at about the scale of their signal, and add
 * their own; independent errors add in squares: sqrt(layers).
 *
 * @param layers constants that became float16
 */
export const float16Accuracy = (layers: number, condition: number): number =>
  condition * HALF_ULP * Math.sqrt(Math.max(1, layers)) + RUNTIME_NOISE;
