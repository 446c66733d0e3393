/** How long a signed URL has been lying in the page. */

/** The server signs for this long, or a little longer: it rounds up to whole hours. */
const SIGNED_FOR_MS = 6 * 3_600_000;
const OLD_MS = 3_600_000;

/**
 * Whether a signed URL was made more than an hour ago; between one hour and two it may be said
 * already or not yet, because of the rounding.
 * @param now milliseconds
 */
export function isOldUrl(url: string, now: number): boolean {
  const expiry = expiryOf(url);
  // What is not understood is better renewed than found dead.
  return expiry === null || expiry - now < SIGNED_FOR_MS - OLD_MS;
}

/** @returns milliseconds, or null when the URL does not say */
function expiryOf(url: string): number | null {
  const query = new URLSearchParams(url.split('?')[1] ?? '');
  const ours = query.get('e');
  if (ours !== null) return asNumber(Number(ours) * 1000);
  // Of the object store itself: when it was signed, as 20260102T030405Z, and for how many seconds.
  const [, date, time] = /^(\d{8})T(\d{6})Z$/.exec(query.get('X-Amz-Date') ?? '') ?? [];
  if (date === undefined || time === undefined) return null;
  const day = date.replace(/(....)(..)(..)/, '$1-$2-$3');
  const signedAt = Date.parse(`${day}T${time.replace(/(..)(..)(..)/, '$1:$2:$3')}Z`);
  return asNumber(signedAt + Number(query.get('X-Amz-Expires') ?? NaN) * 1000);
}

const asNumber = (value: number): number | null => (Number.isFinite(value) ? value : null);
