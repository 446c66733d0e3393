/** Headers of files that users made: how they may be shown, ranges, tags. */
import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

import { FILE_POLICY } from './security-headers';

/** Types that can run scripts when a browser shows them on our origin. */
const ACTIVE =
  /^(text\/(html|javascript|css|xml)|application\/(xhtml\+xml|javascript|xml|x-javascript)|.*\+xml\b)/;

export function isActive(contentType: string): boolean {
  return ACTIVE.test(contentType);
}

/** The name in both forms, so that names outside ASCII survive and nothing in one can end the header. */
export function contentDisposition(kind: 'inline' | 'attachment', name: string): string {
  const ascii = name.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16)}`)}`;
}

/**
 * Type and disposition for showing a file: active types are only ever saved, but an SVG may be drawn
 * in an image element, which runs no scripts.
 */
export function showHeaders(
  contentType: string,
  name: string,
  request: IncomingHttpHeaders,
): OutgoingHttpHeaders {
  const common = { 'content-security-policy': FILE_POLICY, vary: 'Sec-Fetch-Dest' };
  const drawn = contentType.startsWith('image/svg') && request['sec-fetch-dest'] === 'image';
  if (isActive(contentType) && !drawn) {
    return {
      ...common,
      'content-type': 'application/octet-stream',
      'content-disposition': contentDisposition('attachment', name),
    };
  }
  return {
    ...common,
    'content-type': contentType,
    'content-disposition': contentDisposition('inline', name),
  };
}

/** A strong tag for what the parts name. */
export function tagOf(...parts: readonly (string | number)[]): string {
  return `"${createHash('sha256').update(parts.join('\0')).digest('base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names the tag. */
export function isUnchanged(request: IncomingHttpHeaders, tag: string): boolean {
  const given = request['if-none-match'];
  if (given === undefined) return false;
  return given
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '') === tag || one.trim() === '*');
}

/**
 * The `Range` to pass on, where it is one that we answer in parts: a single range, and no
 * `If-Range` that names another version.
 */
export function rangeOf(request: IncomingHttpHeaders, tag: string): string | undefined {
  const { range } = request;
  if (range === undefined || !/^bytes=(\d+-\d*|-\d+)$/.test(range)) return undefined;
  const condition = request['if-range'];
  return condition === undefined || condition === tag ? range : undefined;
}

/** Whether `If-Modified-Since` names a time at which the file was as it is; a tag in the request counts alone. */
export function isUnmodified(request: IncomingHttpHeaders, modifiedAt: Date): boolean {
  const since = request['if-modified-since'];
  if (since === undefined || request['if-none-match'] !== undefined) return false;
  const seconds = (ms: number): number => Math.floor(ms / 1000);
  return seconds(modifiedAt.getTime()) <= seconds(Date.parse(since));
}
