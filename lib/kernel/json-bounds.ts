/**
 * Bounds of JSON from clients that its size does not set. What keeps them can be walked, compared and
 * written by functions that call themselves, and read by Python.
 */
import { isRawInteger } from './exact-json';

const LEVELS_MAX = 100;
/** Python's own limit for integers as texts: converting longer ones takes very long. */
export const DIGITS_MAX = 4_300;

/** @returns what is wrong with the value, to be put behind its name; null: nothing */
export function jsonFault(value: unknown, levels = LEVELS_MAX): string | null {
  if (typeof value !== 'object' || value === null) return null;
  if (isRawInteger(value)) {
    return value.rawJSON.length > DIGITS_MAX
      ? `has an integer of more than ${DIGITS_MAX} digits`
      : null;
  }
  if (levels === 0) return `is nested more than ${LEVELS_MAX} levels deep`;
  for (const inner of Object.values(value)) {
    const fault = jsonFault(inner, levels - 1);
    if (fault !== null) return fault;
  }
  return null;
}
