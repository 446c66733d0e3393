/**
 * Python's conversions and comparisons, by which ComfyUI turns a posted value into the one that the
 * node gets (`"5"` becomes 5). What fails throws a PythonError with Python's own text.
 */
import { isRawInteger, jsonInteger } from '@/lib/kernel/exact-json';
import { DIGITS_MAX } from '@/lib/kernel/json-bounds';

import { shortened } from '../prompt-error';
import { pythonRepr, pythonStr, pythonType } from './python-text';

/** An exception as Python would raise it. */
export class PythonError extends Error {
  constructor(
    readonly type:
      'ValueError' | 'TypeError' | 'KeyError' | 'IndexError' | 'AttributeError' | 'OverflowError',
    message: string,
  ) {
    super(shortened(message));
    this.name = 'PythonError';
  }
}

const CASTS: Readonly<Record<string, (value: unknown) => unknown>> = {
  INT: toInt,
  FLOAT: toFloat,
  STRING: pythonStr,
  BOOLEAN: isTruthy,
};

/** The value as a node with an input of that type gets it; other types take what they are given. */
export function castTo(type: unknown, value: unknown): unknown {
  if (typeof type !== 'string' || !Object.hasOwn(CASTS, type)) return value;
  return CASTS[type]?.(value);
}

/**
 * Python takes single underscores between digits. They are looked for on their own: an expression that
 * repeats a group of digits and underscores has no stack for a text of megabytes.
 */
const STRAY_UNDERSCORE = /(?:^|\D)_|_(?:\D|$)/;
const INTEGER_TEXT = /^[+-]?\d+$/;
const FLOAT_TEXT = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** @returns null when it is no such number */
function numberText(given: string, form: RegExp): string | null {
  const text = given.trim();
  if (STRAY_UNDERSCORE.test(text)) return null;
  const plain = text.replaceAll('_', '');
  return form.test(plain) ? plain : null;
}

function toInt(value: unknown): unknown {
  if (isRawInteger(value)) return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return wholeNumber(value);
  if (typeof value === 'string') {
    const text = numberText(value, INTEGER_TEXT);
    if (text !== null) return integerOf(text);
    throw new PythonError(
      'ValueError',
      `invalid literal for int() with base 10: ${pythonRepr(value)}`,
    );
  }
  const wanted = 'a string, a bytes-like object or a real number';
  throw new PythonError(
    'TypeError',
    `int() argument must be ${wanted}, not '${pythonType(value)}'`,
  );
}

function wholeNumber(value: number): unknown {
  if (!Number.isFinite(value)) {
    throw new PythonError('OverflowError', 'cannot convert float infinity to integer');
  }
  return jsonInteger(BigInt(Math.trunc(value)));
}

function integerOf(text: string): unknown {
  const digits = text.replace(/^[+-]/, '').length;
  if (digits > DIGITS_MAX) {
    const limit = `Exceeds the limit (${DIGITS_MAX} digits) for integer string conversion`;
    const advice = 'use sys.set_int_max_str_digits() to increase the limit';
    throw new PythonError('ValueError', `${limit}: value has ${digits} digits; ${advice}`);
  }
  return jsonInteger(BigInt(text.replace('+', '')));
}

function toFloat(value: unknown): number {
  if (isRawInteger(value)) return Number(value.rawJSON);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  if (typeof value === 'string') {
    const text = numberText(value, FLOAT_TEXT);
    const parsed = text === null ? Number.NaN : Number(text);
    // Python also reads `inf` and `nan`, but no queue or runner could be told them in JSON.
    if (Number.isFinite(parsed)) return parsed;
    throw new PythonError('ValueError', `could not convert string to float: ${pythonRepr(value)}`);
  }
  throw new PythonError(
    'TypeError',
    `float() argument must be a string or a real number, not '${pythonType(value)}'`,
  );
}

function isTruthy(value: unknown): boolean {
  if (isRawInteger(value)) return true;
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** `left == right` */
export function pythonEquals(left: unknown, right: unknown): boolean {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a !== null || b !== null) return a !== null && b !== null && equalNumbers(a, b);
  if (typeof left !== 'object' || left === null || typeof right !== 'object' || right === null) {
    return left === right;
  }
  const keys = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every(
      (key) =>
        Object.hasOwn(right, key) &&
        pythonEquals(left[key as keyof typeof left], right[key as keyof typeof right]),
    )
  );
}

/** `value < limit` (-1), `value > limit` (1), or neither (0). */
export function compareToLimit(value: unknown, limit: unknown, operator: '<' | '>'): -1 | 0 | 1 {
  const [a, b] = [asNumber(value), asNumber(limit)];
  if (a === null || b === null) {
    throw new PythonError(
      'TypeError',
      `'${operator}' not supported between instances of '${pythonType(value)}' and '${pythonType(limit)}'`,
    );
  }
  if (a < b) return -1;
  // Limits such as 2^64 - 1 come from definitions as numbers and have been rounded up by one.
  const rounded = typeof b === 'number' && Number.isInteger(b) && !Number.isSafeInteger(b);
  return a > b || (rounded && b > 0 && equalNumbers(a, b)) ? 1 : 0;
}

function asNumber(value: unknown): number | bigint | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return isRawInteger(value) ? BigInt(value.rawJSON) : null;
}

function equalNumbers(a: number | bigint, b: number | bigint): boolean {
  return !(a < b) && !(a > b);
}
