/**
 * JSON in which integers beyond 2^53 keep every digit. Seeds go up to 2^64 - 1: rounding one would
 * run another picture than the one asked for. Such an integer is kept as the runtime's raw JSON
 * text, which `JSON.stringify` writes back unchanged.
 */
declare const rawBrand: unique symbol;
/** An integer too large for a number; `JSON.stringify` writes its digits. */
export interface RawInteger {
  readonly rawJSON: string;
  readonly [rawBrand]: true;
}

interface ExactJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): RawInteger;
  isRawJSON(value: unknown): value is RawInteger;
}

// In every supported runtime (V8 11.4 and later); TypeScript's library does not know it yet.
const EXACT = JSON as unknown as ExactJson;
const INTEGER = /^-?\d+$/;
/** 2^53 has 16 digits. Most texts have no such run of digits and are parsed the fast way. */
const MANY_DIGITS = /\d{16}/;

/** @throws SyntaxError when the text is not JSON */
export function parseExactJson(text: string): unknown {
  if (!MANY_DIGITS.test(text)) return JSON.parse(text);
  return EXACT.parse(text, (_key, value, { source }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
    return source !== undefined && INTEGER.test(source) ? EXACT.rawJSON(source) : value;
  });
}

export function isRawInteger(value: unknown): value is RawInteger {
  return EXACT.isRawJSON(value);
}

/** The value for JSON: a number where that is exact, else a raw integer. */
export function jsonInteger(value: bigint): number | RawInteger {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : EXACT.rawJSON(value.toString());
}
