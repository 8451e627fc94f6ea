import { Constant, transposedConstant } from "../../graph/index.js";
import type { ElementType } from "../../tensor/index.js";
import type { ByteRange } from "../../tflite/index.js";

/** Contents that several operations read are one constant, in whatever order of dimensions they read it. */
export class SharedConstants {
  private readonly stored = new Map<ByteRange, Constant>();
  private readonly permuted = new Map<Constant, Map<string, Constant>>();
  private readonly cut = new Map<Constant, Map<number, readonly Constant[]>>();

  of(content: ByteRange): Constant {
    let constant = this.stored.get(content);
    if (!constant) {
      constant = new Constant(content);
      this.stored.set(content, constant);
    }
    return constant;
  }

  /** Parts of as many bytes, one behind the other. */
  parts(constant: Constant, count: number): readonly Constant[] {
    const known = this.cut.get(constant)?.get(count);
    if (known) return known;
    const { source, offset } = constant.range;
    const byteLength = constant.byteLength / count;
    const parts = Array.from(
      { length: count },
      (_, i) => new Constant({ source, offset: offset + i * byteLength, byteLength }),
    );
    this.cut.set(constant, new Map([...(this.cut.get(constant) ?? []), [count, parts]]));
    return parts;
  }

  transposed(
    constant: Constant,
    shape: readonly number[],
    permutation: readonly number[],
    dtype: ElementType,
  ): Constant {
    let forms = this.permuted.get(constant);
    if (!forms) {
      forms = new Map();
      this.permuted.set(constant, forms);
    }
    const key = `${shape} ${permutation} ${dtype}`;
    let form = forms.get(key);
    if (!form) {
      form = transposedConstant(constant, shape, permutation, dtype);
      forms.set(key, form);
    }
    return form;
  }
}
