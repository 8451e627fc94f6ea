import { HalfliteError } from "../errors.js";
import { convert } from "./convert.js";
import type { ConvertOptions } from "./options.js";
import type { ConversionReport } from "./report.js";

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
export type ConverterOptions = Omit<ConvertOptions, "output">;

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
  /** What the last conversion did. */
  report: ConversionReport | undefined;

  private constructor(private readonly source: string | Uint8Array) {}

  /** A converter of a .tflite file. The file is opened by the conversion. */
  static fromTFLiteFile(path: string): TFLiteConverter {
    return new TFLiteConverter(path);
  }

  /** A converter of a .tflite model in memory. */
  static fromTFLiteBytes(bytes: Uint8Array): TFLiteConverter {
    return new TFLiteConverter(bytes);
  }

  /**
   * @returns the converted model
   * @throws as `convert`, and INVALID_ARGUMENT when `targetSpec.supportedTypes` does not hold FLOAT16
   */
  async convert(options: ConverterOptions = {}): Promise<Uint8Array> {
    const warnings = this.check();
    const { bytes, report } = await convert(this.source, options);
    this.report = { ...report, warnings: [...warnings, ...report.warnings] };
    return bytes ?? new Uint8Array(0);
  }

  /** Converts into a file. @throws as `convert` */
  async convertToFile(path: string, options: ConverterOptions = {}): Promise<ConversionReport> {
    const warnings = this.check();
    const { report } = await convert(this.source, { ...options, output: path });
    this.report = { ...report, warnings: [...warnings, ...report.warnings] };
    return this.report;
  }

  private check(): string[] {
    const { supportedTypes } = this.targetSpec;
    if (!supportedTypes.includes(DType.FLOAT16))
      throw new HalfliteError("INVALID_ARGUMENT", {
        argument: "targetSpec.supportedTypes",
        expected: "FLOAT16 (the only type that halflite converts to)",
        received: `[${supportedTypes.join(", ")}]`,
      });
    if (this.optimizations.length > 0) return [];
    return ["optimizations is empty: FLOAT16 in targetSpec.supportedTypes implies Optimize.DEFAULT"];
  }
}
