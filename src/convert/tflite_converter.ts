import { checkOptionNames, HalfliteError } from "../errors.js";
import type { SourceKind } from "./importer.js";
import type { ConvertOptions, SourceOptions } from "./options.js";
import type { Conversion, ConversionReport } from "./report.js";

/** What a converter optimizes for. For float16 they all mean the same, as they do in TensorFlow Lite. */
export const Optimize = {
  DEFAULT: "DEFAULT",
  OPTIMIZE_FOR_SIZE: "OPTIMIZE_FOR_SIZE",
  OPTIMIZE_FOR_LATENCY: "OPTIMIZE_FOR_LATENCY",
} as const;
export type Optimize = (typeof Optimize)[keyof typeof Optimize];

/** Types of constants that a target may support. */
export const DType = { FLOAT32: "FLOAT32", FLOAT16: "FLOAT16" } as const;
export type DType = (typeof DType)[keyof typeof DType];

/** What the runtime that will execute the model supports. */
export interface TargetSpec {
  /** `[DType.FLOAT16]` asks for float16 constants. Default: none. */
  supportedTypes: DType[];
}

/** The options of a conversion that TensorFlow Lite's converter has no name for. */
export type ConverterOptions = Omit<ConvertOptions, "output" | "float16" | keyof SourceOptions>;

/** What of a SavedModel is converted. */
export type SavedModelOptions = Pick<SourceOptions, "signatureKeys" | "tags">;

/**
 * The converter under the names of TensorFlow Lite's.
 *
 * @example
 * const converter = TFLiteConverter.fromTFLiteFile("mobilenet_v2.tflite");
 * converter.optimizations = [Optimize.DEFAULT];
 * converter.targetSpec.supportedTypes = [DType.FLOAT16];
 * const bytes = await converter.convert();
 */
export class TFLiteConverter {
  optimizations: Optimize[] = [];
  targetSpec: TargetSpec = { supportedTypes: [] };
  /**
   * Whether operations that TensorFlow Lite has no operator for become custom operators. The custom operators of a .tflite model
   * are kept in any case.
   */
  allowCustomOps = false;
  /**
   * Whether an LSTM layer of Keras becomes one UNIDIRECTIONAL_SEQUENCE_LSTM, which keeps its states from one run to the next: call
   * `resetVariables()` (`reset_all_variables` in TensorFlow Lite) before every independent sequence. See {@link SourceOptions}.
   */
  fuseLstm = false;
  /** What the last conversion did. */
  report: ConversionReport | undefined;

  private constructor(
    private readonly kind: SourceKind,
    private readonly source: string | Uint8Array,
    private readonly sourceOptions: SavedModelOptions = {},
  ) {}

  /** A converter of a .tflite file. The file is opened by the conversion. */
  static fromTFLiteFile(path: string): TFLiteConverter {
    return new TFLiteConverter("tflite", path);
  }

  /** A converter of a .tflite model in memory. */
  static fromTFLiteBytes(bytes: Uint8Array): TFLiteConverter {
    return new TFLiteConverter("tflite", bytes);
  }

  /** A converter of a SavedModel, which is opened by the conversion. */
  static fromSavedModel(folder: string, options: SavedModelOptions = {}): TFLiteConverter {
    checkOptionNames(options, ["signatureKeys", "tags"]);
    return new TFLiteConverter("saved_model", folder, options);
  }

  /** A converter of a whole model that Keras saved: a .keras file, or HDF5. The file is opened by the conversion. */
  static fromKerasModelFile(path: string): TFLiteConverter {
    return new TFLiteConverter("keras", path);
  }

  /** A converter of a graph model of TensorFlow.js, by the path of its model.json. */
  static fromGraphModel(path: string): TFLiteConverter {
    return new TFLiteConverter("graph_model", path);
  }

  /** A converter of a layers model of TensorFlow.js, by the path of its model.json. */
  static fromLayersModel(path: string): TFLiteConverter {
    return new TFLiteConverter("layers_model", path);
  }

  /**
   * @returns the converted model: its constants as float16 if `targetSpec.supportedTypes` holds FLOAT16, else float32
   * @throws as `convert`, and INVALID_ARGUMENT for a source of another kind, for a .tflite model without FLOAT16, and for
   * optimizations without it
   */
  async convert(options: ConverterOptions = {}): Promise<Uint8Array> {
    const { bytes } = await this.run(options);
    return bytes ?? new Uint8Array(0);
  }

  /** Converts into a file. @throws as {@link convert} */
  async convertToFile(path: string, options: ConverterOptions = {}): Promise<ConversionReport> {
    const { report } = await this.run({ ...options, output: path });
    return report;
  }

  private async run(options: ConvertOptions): Promise<Conversion> {
    const warnings = this.check();
    const { convertFrom } = require("./convert.js") as typeof import("./convert.js");
    const { importers } = require("./importers.js") as typeof import("./importers.js");
    const known = importers.filter(({ name }) => name === this.kind);
    const { bytes, report } = await convertFrom(known, this.source, {
      ...options,
      ...this.sourceOptions,
      ...(this.allowCustomOps ? { allowCustomOps: true } : {}),
      ...(this.fuseLstm ? { fuseLstm: true } : {}),
      float16: this.toFloat16,
    });
    this.report = { ...report, warnings: [...warnings, ...report.warnings] };
    return { ...(bytes ? { bytes } : {}), report: this.report };
  }

  private get toFloat16(): boolean {
    return this.targetSpec.supportedTypes.includes(DType.FLOAT16);
  }

  private check(): string[] {
    const refuse = (expected: string): never => {
      const received = `[${this.targetSpec.supportedTypes.join(", ")}]`;
      throw new HalfliteError("INVALID_ARGUMENT", {
        argument: "targetSpec.supportedTypes",
        expected,
        received,
      });
    };
    const optimized = this.optimizations.length > 0;
    if (this.toFloat16)
      return optimized
        ? []
        : ["optimizations is empty: FLOAT16 in targetSpec.supportedTypes implies Optimize.DEFAULT"];
    if (this.kind === "tflite") refuse("FLOAT16 (the only type that halflite converts a .tflite model to)");
    // TensorFlow Lite would quantize weights to 8 bits.
    if (optimized) refuse("FLOAT16 with optimizations (halflite does not quantize to integers)");
    return [];
  }
}
