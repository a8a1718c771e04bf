import { UNKNOWN } from "./format.ts";

const formats = new Map<string, Intl.NumberFormat>();

/** Digits after the point: cents below 1,000, none above, four significant ones below a unit. */
function formatOf(currency: string, size: number): Intl.NumberFormat {
  const kind = size >= 999.5 ? "whole" : size >= 1 || size === 0 ? "cents" : "small";
  const key = `${currency} ${kind}`;
  const known = formats.get(key);
  if (known) return known;
  const digits = {
    whole: { maximumFractionDigits: 0 },
    cents: { minimumFractionDigits: 2, maximumFractionDigits: 2 },
    small: { minimumSignificantDigits: 3, maximumSignificantDigits: 3 },
  }[kind];
  // A bill's own unit, such as credits, is no currency that the platform knows.
  const isCode = /^[A-Z]{3}$/.test(currency);
  const made = new Intl.NumberFormat(
    "en-US",
    isCode
      ? { style: "currency", currency, currencyDisplay: "narrowSymbol", ...digits }
      : { ...digits },
  );
  formats.set(key, made);
  return made;
}

/** An exact amount rounded for reading: "$8,965", "$46.10", "$0.0203", "−$5.00"; null is "–". Exact stays exact elsewhere. */
export function formatMoney(amount: string | number | null, currency: string): string {
  if (amount === null) return UNKNOWN;
  const value = Number(amount);
  const text = formatOf(currency, Math.abs(value)).format(value).replace(/^-/, "−");
  return /^[A-Z]{3}$/.test(currency) ? text : `${text}\u00a0${currency}`;
}

/** With its sign: "+$497", "−$12.00". */
export function formatMoneyChange(amount: string | number, currency: string): string {
  const text = formatMoney(amount, currency);
  return Number(amount) > 0 ? `+${text}` : text;
}

/**
 * Writes amounts that stand beside each other with the same digits after the point: as many as give the largest three
 * significant ones, and cents at least.
 */
export function evenMoney(currency: string, largest: number) {
  const size = Math.abs(largest);
  const digits = size >= 1 || size === 0 ? 2 : Math.min(12, 2 - Math.floor(Math.log10(size)));
  const isCode = /^[A-Z]{3}$/.test(currency);
  const format = new Intl.NumberFormat("en-US", {
    ...(isCode ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : {}),
    ...{ minimumFractionDigits: digits, maximumFractionDigits: digits },
  });
  const write = (amount: string | number): string => {
    const text = format.format(Number(amount)).replace(/^-/, "−");
    return isCode ? text : `${text}\u00a0${currency}`;
  };
  const isNothing = (amount: string | number) => Math.abs(Number(amount)) < 0.5 / 10 ** digits;
  return {
    amount: write,
    /** With its sign; what rounds to nothing has none. */
    change: (amount: string | number): string =>
      isNothing(amount) ? write(0) : Number(amount) > 0 ? `+${write(amount)}` : write(amount),
  };
}

/** A short axis label: "$0", "$400", "$1.5k". */
export function formatMoneyTick(value: number, currency: string): string {
  const isCode = /^[A-Z]{3}$/.test(currency);
  const text = new Intl.NumberFormat("en-US", {
    ...(isCode ? { style: "currency", currency, currencyDisplay: "narrowSymbol" } : {}),
    notation: "compact",
    minimumFractionDigits: 0,
    maximumSignificantDigits: 3,
  }).format(value);
  return text.replace(/^-/, "−");
}
