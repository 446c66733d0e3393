/** One malformed request: any method, a path near a real one, strange headers, a broken body. */
import type { ThingIds } from '../support/own-things';
import { badText } from './bad-values';
import { mutateJson } from './mutate-json';
import type { Random } from './random';
import { QUERY_NAMES, type Target } from './targets';

export interface FuzzRequest {
  readonly method: string;
  /** Path and query as they are sent: visible ASCII only. */
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: Buffer | null;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'SEARCH'];
const OVERSIZED_BYTES = 300_000;

export function makeRequest(random: Random, target: Target, ids: ThingIds): FuzzRequest {
  const method = random.chance(0.8) ? target.method : random.pick(METHODS);
  const { body, type } = makeBody(random, method, target);
  const headers: Record<string, string> = {};
  if (type !== null) headers['content-type'] = type;
  if (random.chance(0.3)) Object.assign(headers, strangeHeaders(random));
  return { method, path: makePath(random, target.pattern, ids), headers, body };
}

/** A name of somebody else's thing, or a text that breaks things. */
function name(random: Random, ids: ThingIds): string {
  return random.chance(0.5) ? random.pick(Object.values(ids) as string[]) : badText(random);
}

/** `encodeURIComponent` that takes lone surrogates too. */
function encoded(text: string): string {
  return [...Buffer.from(text.slice(0, 2_000))]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      return /[\w.~-]/.test(char) ? char : `%${byte.toString(16).padStart(2, '0')}`;
    })
    .join('');
}

function makePath(random: Random, pattern: string, ids: ThingIds): string {
  let path = pattern.replaceAll(/\{[\w.]+\}/g, () => {
    const value = name(random, ids);
    return random.chance(0.7) ? encoded(value) : asSent(value);
  });
  if (random.chance(0.1)) path = spoilPath(random, path);
  const query = Array.from({ length: random.chance(0.5) ? random.below(4) : 0 }, () => {
    const key = random.chance(0.9) ? random.pick(QUERY_NAMES) : encoded(badText(random));
    return `${key}=${encoded(name(random, ids))}`;
  });
  return query.length === 0 ? path : `${path}?${query.join('&')}`;
}

/** Only what may stand in a request line. */
function asSent(text: string): string {
  return text.replaceAll(/[^!-~]/g, '').slice(0, 2_000);
}

function spoilPath(random: Random, path: string): string {
  switch (random.below(6)) {
    case 0:
      return `${path}/`;
    case 1:
      return path.replace('/', '//');
    case 2:
      return `${path}/../${encoded(badText(random))}`;
    case 3:
      return path.replaceAll('e', '%65');
    case 4:
      return `${path};${encoded(badText(random))}`;
    default:
      return path.toUpperCase();
  }
}

function strangeHeaders(random: Random): Record<string, string> {
  return random.pick([
    {
      range: random.pick([
        'bytes=5-1',
        'bytes=-0',
        'bytes=0-,1-',
        'bytes=99999999999999999999-',
        'x',
      ]),
    },
    { 'if-none-match': '*', 'if-modified-since': 'yesterday' },
    { 'accept-encoding': 'br;q=x, gzip;q=-1, *;q=nan' },
    { 'content-encoding': 'gzip' },
    { 'x-atelier-tenant': 'system', 'x-atelier-signature': '0'.repeat(64) },
    { 'x-forwarded-for': random.pick(['127.0.0.1', '::ffff:1', ',,,', 'x'.repeat(2_000)]) },
    { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'gopher' },
    { 'x-atelier-client-ip': '127.0.0.1' },
    { 'comfy-user': 'default' },
    { origin: random.pick(['null', 'http://', 'http://127.0.0.1', '%']) },
    { host: random.pick(['evil.example', 'a b', '', ':::', 'x'.repeat(500)]) },
    {
      cookie: random.pick([
        'atelier.session=%',
        '=;=;=',
        `a=${'b'.repeat(5_000)}`,
        'atelier.session=..',
      ]),
    },
    { 'x-middleware-subrequest': 'middleware', 'next-action': 'x', rsc: '1' },
    { 'next-router-state-tree': '%5B%22' },
    { accept: 'x'.repeat(1_000), 'user-agent': '\u00ff'.repeat(100) },
    { upgrade: 'websocket', connection: 'upgrade', 'sec-websocket-key': 'x' },
    { expect: '100-continue' },
    { te: 'trailers', 'transfer-encoding': 'chunked' },
  ]);
}

interface Body {
  readonly body: Buffer | null;
  readonly type: string | null;
}

function makeBody(random: Random, method: string, { json, form }: Target): Body {
  if (method === 'GET' || method === 'HEAD') return { body: null, type: null };
  if (random.chance(0.03))
    return { body: Buffer.alloc(OVERSIZED_BYTES, '['), type: 'application/json' };
  if (form !== undefined && random.chance(0.9)) return makeForm(random, form);
  if (random.chance(0.08)) return { body: random.bytes(random.below(200)), type: badType(random) };
  const body = mutateJson(random, json ?? {});
  return { body, type: random.chance(0.85) ? 'application/json' : badType(random) };
}

function badType(random: Random): string {
  return random.pick([
    'text/plain',
    'application/json; charset=utf-16',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'application/x-www-form-urlencoded',
    '/',
    'x'.repeat(500),
  ]);
}

/** A form whose boundary, headers or end is broken now and then. */
function makeForm(random: Random, fields: readonly string[]): Body {
  const boundary = random.chance(0.8)
    ? 'fuzzboundary'
    : random.pick(['x', '"', 'a b', '-'.repeat(80)]);
  const said = random.chance(0.85) ? boundary : 'another';
  const parts = Array.from({ length: 1 + random.below(4) }, () => {
    const field = random.chance(0.85) ? random.pick(fields) : badText(random).slice(0, 100);
    const isFile = field === 'image' || field === 'file';
    const file = isFile ? `; filename="${badText(random).slice(0, 400)}"` : '';
    const end = random.chance(0.9) ? '\r\n' : random.pick(['\n', '', '\r']);
    const content = isFile ? random.bytes(random.below(300)) : Buffer.from(badText(random));
    const head = `--${boundary}${end}content-disposition: form-data; name="${field}"${file}${end}${end}`;
    return Buffer.concat([Buffer.from(head), content, Buffer.from(end)]);
  });
  const close = random.chance(0.85)
    ? `--${boundary}--\r\n`
    : random.pick(['', `--${boundary}`, '--']);
  return {
    body: Buffer.concat([...parts, Buffer.from(close)]),
    type: `multipart/form-data; boundary=${said}`,
  };
}
