/** Request targets and path patterns. Paths stay encoded until a parameter is taken out of one. */
import { AppError } from '@/lib/kernel/errors';

/** Where the studio lies; the editor computes the base of its API from the page's path. */
export const STUDIO_BASE = '/studio';

export interface Target {
  /** As sent: nothing decoded, no dot segments resolved. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Splits a request target without a URL parser: that would resolve `%2e%2e` before we could refuse it. */
export function parseTarget(target: string): Target {
  const withoutFragment = target.split('#', 1)[0] ?? '';
  const question = withoutFragment.indexOf('?');
  return question < 0
    ? { path: withoutFragment, query: new URLSearchParams() }
    : {
        path: withoutFragment.slice(0, question),
        query: new URLSearchParams(withoutFragment.slice(question + 1)),
      };
}

export type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'one'; readonly name: string }
  | { readonly kind: 'rest'; readonly name: string };

/** `/a/{b}/{c...}` → its segments. */
export function parsePattern(pattern: string): readonly Segment[] {
  return pattern
    .slice(1)
    .split('/')
    .map((text): Segment => {
      const match = /^\{(\w+)(\.\.\.)?\}$/.exec(text);
      if (match?.[1] === undefined) return { kind: 'literal', text };
      return { kind: match[2] === undefined ? 'one' : 'rest', name: match[1] };
    });
}

/** @returns the parameters still encoded, or null when the path does not have the pattern's form */
export function matchPattern(
  pattern: readonly Segment[],
  path: readonly string[],
): Record<string, string> | null {
  const params: Record<string, string> = {};
  for (const [index, segment] of pattern.entries()) {
    if (segment.kind === 'rest') {
      const rest = path.slice(index).join('/');
      return rest === '' ? null : { ...params, [segment.name]: rest };
    }
    const given = path[index];
    if (given === undefined || given === '') return null;
    if (segment.kind === 'literal' && segment.text !== given) return null;
    if (segment.kind === 'one') params[segment.name] = given;
  }
  return path.length === pattern.length ? params : null;
}

/**
 * Decodes a parameter once and refuses what could leave a folder.
 * @throws AppError `bad_request`
 */
export function decodeParameter(encoded: string): string {
  let text: string;
  try {
    text = decodeURIComponent(encoded);
  } catch {
    throw new AppError('bad_request', 'The address holds a "%" that is not an encoded character.');
  }
  const leaves = text.startsWith('/') || text.split('/').includes('..');
  if (leaves || text.includes('\0') || text.includes('\\')) {
    throw new AppError(
      'bad_request',
      'A name in the address must not be absolute or hold "..", a backslash or a zero byte.',
    );
  }
  return text;
}

/** Whether a path decodes and stays where it says: no `..`, no empty first segment, no backslash, no zero byte. */
export function isPlainPath(path: string): boolean {
  try {
    decodeParameter(path.slice(1));
    return path.startsWith('/');
  } catch {
    return false;
  }
}
