import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliCompressSync, gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { createLogger } from '@/lib/kernel/log';

import { createEditorFiles, framePolicy } from './editor-files';
import { isHashed } from './file-index';

const SCRIPT = `export const text = '${'editor '.repeat(600)}';`;
const INDEX =
  '<html><head><script type="module" src="./assets/index-AAAAAAA1.js"></script></head><body><script>let a=1</script></body></html>';

let dir = '';
let server: Server;
let port = 0;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'editor-files-'));
  for (const folder of ['assets', 'scripts', 'fonts']) await mkdir(path.join(dir, folder));
  const write = (name: string, body: string | Buffer) => writeFile(path.join(dir, name), body);
  await write('index.html', INDEX);
  await write('assets/index-AAAAAAA1.js', SCRIPT);
  await write('assets/index-AAAAAAA1.js.br', brotliCompressSync(SCRIPT));
  await write('assets/index-AAAAAAA1.js.map', '{}');
  await write('scripts/app.js', SCRIPT);
  await write('fonts/a.woff2', Buffer.alloc(5_000, 7));
  const editor = await createEditorFiles({ dir, log: createLogger('test', 'silent') });
  server = createServer((request, response) => {
    response.setHeader('permissions-policy', 'camera=()');
    const name = (request.url ?? '/').slice(1).split('?')[0] ?? '';
    void editor.handle(name, request, response).then((handled) => {
      if (!handled) response.writeHead(404).end();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  server.close();
  await rm(dir, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Without a client that decodes, follows or normalises anything. */
function ask(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { host: '127.0.0.1', port, path: target, method, headers },
      (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

test('a hashed script leaves as set-up compressed it, to be kept for ever', async () => {
  const { status, headers, body } = await ask('/assets/index-AAAAAAA1.js', {
    'accept-encoding': 'gzip, deflate, br',
  });
  expect(status).toBe(200);
  expect(body.equals(brotliCompressSync(SCRIPT))).toBe(true);
  expect(headers).toMatchObject({
    'content-encoding': 'br',
    'content-type': 'text/javascript',
    'cache-control': 'max-age=31536000, immutable',
    vary: 'Accept-Encoding',
  });
  expect(headers['permissions-policy']).toBeUndefined();
});

test('browsers without brotli get gzip, and others the bytes', async () => {
  const gzipped = await ask('/assets/index-AAAAAAA1.js', { 'accept-encoding': 'gzip, br;q=0' });
  expect(gunzipSync(gzipped.body).toString()).toBe(SCRIPT);
  const plain = await ask('/assets/index-AAAAAAA1.js');
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.body.toString()).toBe(SCRIPT);
});

test('a name without a hash keeps for a day, and for ever under its version', async () => {
  const { headers } = await ask('/scripts/app.js');
  expect(headers['cache-control']).toBe('max-age=86400');
  const again = await ask('/scripts/app.js', { 'if-none-match': String(headers.etag) });
  expect([again.status, again.body.length]).toEqual([304, 0]);
  const manifest = await ask('/editor.json');
  const { version } = JSON.parse(manifest.body.toString()) as { version: string };
  const keyed = await ask(`/scripts/app.js?v=${version}`);
  expect(keyed.headers['cache-control']).toContain('immutable');
});

test('fonts are not compressed again', async () => {
  const { headers, body } = await ask('/fonts/a.woff2', { 'accept-encoding': 'gzip, br' });
  expect(headers['content-encoding']).toBeUndefined();
  expect(headers['content-type']).toBe('font/woff2');
  expect(body.length).toBe(5_000);
});

test('HEAD answers without a body', async () => {
  const { status, body } = await ask('/scripts/app.js', {}, 'HEAD');
  expect([status, body.length]).toEqual([200, 0]);
});

test('what is not one of the editor’s files is not there', async () => {
  for (const name of [
    '/',
    '/index.html',
    '/assets/index-AAAAAAA1.js.map',
    '/assets/index-AAAAAAA1.js.br',
    '/../package.json',
    '/assets/../index.html',
    '/assets',
    '/nothing.js',
    '/__proto__',
  ]) {
    expect([name, (await ask(name)).status]).toEqual([name, 404]);
  }
});

test('the frame’s page is the editor’s own, and runs its own inline script alone', async () => {
  const { body, headers } = await ask('/frame/');
  expect(body.toString()).toBe(INDEX);
  expect(headers['content-security-policy']).toBe(framePolicy(INDEX));
  expect(framePolicy(INDEX)).toMatch(/script-src 'self' 'wasm-unsafe-eval' 'sha256-[\w+/=]+'/);
  expect(framePolicy(INDEX)).not.toMatch(/script-src[^;]*unsafe-inline/);
});

test('hashes are told from words', () => {
  expect(isHashed('assets/index-B2rHQ9Sn.js')).toBe(true);
  expect(isHashed('assets/sorted-custom-node-map.json')).toBe(false);
  expect(isHashed('scripts/app.js')).toBe(false);
});

test('a folder without the editor is refused in words', async () => {
  await expect(
    createEditorFiles({ dir: path.join(dir, 'fonts'), log: createLogger('test', 'silent') }),
  ).rejects.toThrow(/EDITOR_DIR does not hold a complete editor.*\.\/atelier up/);
});
