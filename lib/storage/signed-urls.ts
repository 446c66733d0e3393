/**
 * URLs that give one object to whoever holds them, for a limited time.
 *
 * With a content delivery network in front (CDN_BASE_URL) they name its address, and it asks our origin.
 * Where browsers reach the object store (S3_PUBLIC_ENDPOINT) these are its presigned URLs. Otherwise
 * they lead to our own origin, `/files/<key>?e=<expiry>&s=<signature>[&n=<name>]`, so that a
 * single-machine installation shows no second port and pages never leave their origin.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

import type { ObjectStore, SignedUrlOptions } from './object-store';

export const FILES_PREFIX = '/files/';

export interface GrantedFile {
  readonly key: string;
  readonly downloadName: string | null;
  /** For how many more seconds the URL works. */
  readonly validS: number;
}

export interface UrlSigner {
  urlFor(key: string, options: SignedUrlOptions): Promise<string>;
  /** @returns the object's key and download name, or null: unsigned, altered or expired */
  verify(url: URL, now: Date): GrantedFile | null;
}

/**
 * Expiries are rounded up to whole hours: a page asked for twice names the same URLs, so the
 * browser's cache answers the second time.
 */
const EXPIRY_STEP_S = 3_600;

/**
 * @param secret at least 32 characters; the same in every replica
 * @param cdnBaseUrl of a network that passes on what it lacks to our origin, path and query unchanged
 */
export function createUrlSigner(
  secret: string,
  publicStore: ObjectStore | null,
  cdnBaseUrl?: string,
): UrlSigner {
  const base = (cdnBaseUrl ?? '').replace(/\/$/, '');
  const sign = (key: string, expiry: string, name: string): string =>
    createHmac('sha256', secret).update(`file\0${key}\0${expiry}\0${name}`).digest('base64url');

  return {
    async urlFor(key, options) {
      if (publicStore !== null && base === '') return publicStore.presign(key, options);
      const due = Date.now() / 1000 + options.expiresInS;
      const expiry = String(Math.ceil(due / EXPIRY_STEP_S) * EXPIRY_STEP_S);
      const name = options.downloadName ?? '';
      const query = new URLSearchParams({ e: expiry, s: sign(key, expiry, name) });
      if (name !== '') query.set('n', name);
      return `${base}${FILES_PREFIX}${key.split('/').map(encodeURIComponent).join('/')}?${query.toString()}`;
    },

    verify(url, now) {
      const expiry = url.searchParams.get('e') ?? '';
      const name = url.searchParams.get('n') ?? '';
      let key: string;
      try {
        key = decodeURIComponent(url.pathname.slice(FILES_PREFIX.length));
      } catch {
        return null;
      }
      const given = Buffer.from(url.searchParams.get('s') ?? '');
      const wanted = Buffer.from(sign(key, expiry, name));
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
      if (!/^\d+$/.test(expiry) || Number(expiry) * 1000 < now.getTime()) return null;
      const validS = Math.floor(Number(expiry) - now.getTime() / 1000);
      return { key, downloadName: name === '' ? null : name, validS };
    },
  };
}
