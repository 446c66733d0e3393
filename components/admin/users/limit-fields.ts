/** Between limits and what is typed: empty means what the role has, `-` means none at all. */
import { LIMIT_NAMES, type Limits } from '@/lib/domain/limits';

const LISTS: readonly LimitName[] = ['pools', 'models', 'nodeTypes'];
const NO_LIMIT = '-';

export type LimitName = keyof Limits;
export type LimitTexts = Readonly<Record<LimitName, string>>;

const MIB = 1024 * 1024;
const unitOf = (name: LimitName): number => (name === 'storageBytesMax' ? MIB : 1);

export function textOf(limits: Partial<Limits>, name: LimitName): string {
  const value = limits[name];
  if (value === undefined) return '';
  if (value === null) return NO_LIMIT;
  if (typeof value === 'number') return String(Math.round((value / unitOf(name)) * 100) / 100);
  return value.join(', ');
}

/** @returns the limits, or the names of those that cannot be read */
export function readLimits(
  texts: LimitTexts,
): { readonly limits: Partial<Limits> } | { readonly bad: readonly LimitName[] } {
  const limits: Partial<Record<LimitName, unknown>> = {};
  const bad: LimitName[] = [];
  for (const name of LIMIT_NAMES) {
    const text = texts[name].trim();
    if (text === '') continue;
    if (text === NO_LIMIT) limits[name] = null;
    else if (LISTS.includes(name)) {
      limits[name] = text
        .split(',')
        .map((part) => part.trim())
        .filter((part) => part !== '');
    } else if (/^\d+(\.\d+)?$/.test(text)) limits[name] = Math.round(Number(text) * unitOf(name));
    else bad.push(name);
  }
  return bad.length > 0 ? { bad } : { limits: limits as Partial<Limits> };
}
