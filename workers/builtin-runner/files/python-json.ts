/** JSON text as Python writes it: spaces after `,` and `:`, everything above ASCII escaped. */
import { isRawInteger } from '@/lib/kernel/exact-json';

function text(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** @returns the JSON text; undefined and functions become null */
export function pythonJson(value: unknown): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : pythonNaN(value);
  if (isRawInteger(value)) return value.rawJSON;
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return 'null';
  const fields = Object.entries(value).map(([key, item]) => `${text(key)}: ${pythonJson(item)}`);
  return `{${fields.join(', ')}}`;
}

function pythonNaN(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? 'Infinity' : '-Infinity';
}
