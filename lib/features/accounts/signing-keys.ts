/** Keys that sign tokens: the first signs, all verify, so that a key can be rotated without signing anybody out. */
import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

export interface SigningKeys {
  readonly current: { readonly kid: string; readonly key: KeyObject };
  /** @returns undefined when no key has that id */
  find(kid: string | undefined): KeyObject | undefined;
  /** A secret for another purpose, derived so that one never stands in for the other. */
  derive(purpose: string): string;
}

/** @param secrets `kid:secret[,kid:secret…]`, as the environment gives them */
export function parseSigningKeys(secrets: string): SigningKeys {
  const keys = new Map(
    secrets.split(',').map((pair) => {
      const colon = pair.indexOf(':');
      return [pair.slice(0, colon), createSecretKey(pair.slice(colon + 1), 'utf8')] as const;
    }),
  );
  const [first] = keys;
  if (first === undefined) throw new Error('no signing key');
  const [kid, key] = first;
  return {
    current: { kid, key },
    find: (wanted) => (wanted === undefined ? undefined : keys.get(wanted)),
    derive: (purpose) =>
      createHash('sha256').update(purpose).update('\0').update(key.export()).digest('hex'),
  };
}
