/** Text rules of ComfyUI's language where JavaScript's differ. */

/** What counts as white space there; JavaScript's own set is slightly another. */
const SPACE =
  '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const LEADING = new RegExp(`^${SPACE}`);
const TRAILING = new RegExp(`${SPACE}$`);

/** @param mode 'Both', 'Left' or 'Right' */
export function strip(text: string, mode: string): string {
  const left = mode === 'Right' ? text : text.replace(LEADING, '');
  return mode === 'Left' ? left : left.replace(TRAILING, '');
}

/** The first character in upper case, all others in lower case. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = Array.from(text);
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Each letter after something that is no letter in upper case, all others in lower case. */
export function titleCase(text: string): string {
  return text.replace(/\p{Cased}+/gu, capitalize);
}

/** Characters `start` to `end` (not included); negative numbers count from the end. */
export function slice(text: string, start: number, end: number): string {
  return Array.from(text).slice(start, end).join('');
}
