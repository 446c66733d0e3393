/** Constants of a graph brought to their input's type, by the rules of ComfyUI's language. */

export type Conversion =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly reason: string };

const INTEGER = /^\s*[+-]?\d+(_\d+)*\s*$/;
const FLOAT = /^\s*[+-]?(\d+(_\d+)*\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

const failed = (reason: string): Conversion => ({ ok: false, reason });
const done = (value: unknown): Conversion => ({ ok: true, value });

function toInteger(value: unknown): Conversion {
  if (typeof value === 'boolean') return done(value ? 1 : 0);
  if (typeof value === 'number') {
    return Number.isFinite(value) ? done(Math.trunc(value)) : failed('cannot convert to integer');
  }
  if (typeof value === 'string' && INTEGER.test(value)) {
    return done(Number(value.replaceAll('_', '')));
  }
  if (typeof value === 'string') {
    return failed(`invalid literal for int() with base 10: '${value}'`);
  }
  return failed('int() argument must be a string or a real number');
}

function toFloat(value: unknown): Conversion {
  if (typeof value === 'boolean') return done(value ? 1 : 0);
  if (typeof value === 'number') return done(value);
  if (typeof value === 'string' && FLOAT.test(value)) {
    return done(Number(value.replaceAll('_', '')));
  }
  if (typeof value === 'string') return failed(`could not convert string to float: '${value}'`);
  return failed('float() argument must be a string or a real number');
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}

function toFlag(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}

/** @param type the input's type; a list of choices takes any value as it is */
export function convertConstant(type: string | readonly string[], given: unknown): Conversion {
  const wrapped = typeof given === 'object' && given !== null && '__value__' in given;
  const value: unknown = wrapped ? given.__value__ : given;
  switch (type) {
    case 'INT':
      return toInteger(value);
    case 'FLOAT':
      return toFloat(value);
    case 'STRING':
      return done(toText(value));
    case 'BOOLEAN':
      return done(toFlag(value));
    default:
      return done(value);
  }
}
