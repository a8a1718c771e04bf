/** Digits after the point that are kept: as many as a decimal of a bill can have (`isDecimalText`). */
const SCALE = 100;

/** The exact sum of decimals, as they are written in bills. */
export class DecimalSum {
  private unscaled = 0n;

  /** Adds a text of which `isDecimalText` holds. */
  add(text: string): void {
    this.unscaled += unscaledOf(text);
  }

  /** Without exponent and trailing zeros. */
  toString(): string {
    const { unscaled } = this;
    const digits = (unscaled < 0n ? -unscaled : unscaled).toString().padStart(SCALE + 1, "0");
    const text = `${digits.slice(0, -SCALE)}.${digits.slice(-SCALE)}`.replace(/\.?0+$/, "");
    return unscaled < 0n ? `-${text}` : text;
  }
}

function unscaledOf(text: string): bigint {
  const [mantissa = "0", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[+-]/, "").split(".");
  const zeros = SCALE - fraction.length + Number(exponent);
  const value = BigInt(`${whole}${fraction}${"0".repeat(zeros)}`);
  return mantissa.startsWith("-") ? -value : value;
}
