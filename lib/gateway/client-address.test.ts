import type { IncomingMessage } from 'node:http';

import { expect, test } from 'vitest';

import { clientAddress, isDirectLoopback, isHttps, settleClientHeaders } from './client-address';

function request(
  headers: Record<string, string>,
  remoteAddress = '::ffff:192.0.2.7',
): IncomingMessage {
  const rawHeaders = Object.entries(headers).flat();
  return {
    headers: { ...headers },
    rawHeaders,
    socket: { remoteAddress },
  } as unknown as IncomingMessage;
}

test('the address is the connection’s own unless a proxy of ours says otherwise', () => {
  const forged = request({ 'x-forwarded-for': '198.51.100.1' });
  expect(clientAddress(forged, false)).toBe('192.0.2.7');
  expect(clientAddress(forged, true)).toBe('198.51.100.1');
});

test('only the last hop counts: the others are the client’s words', () => {
  const hops = request({ 'x-forwarded-for': '10.0.0.1, 198.51.100.1 , 203.0.113.5' });
  expect(clientAddress(hops, true)).toBe('203.0.113.5');
  expect(clientAddress(request({ 'x-forwarded-for': 'nonsense' }), true)).toBe('192.0.2.7');
});

test('a client’s own copies of our headers are taken away', () => {
  const given = {
    ...{ 'x-forwarded-for': '1.1.1.1', 'x-forwarded-host': 'evil.example', forwarded: 'for=1' },
    ...{ 'x-atelier-client-ip': '9.9.9.9', host: 'a' },
  };
  const direct = request(given);
  settleClientHeaders(direct, false);
  expect(direct.headers).toEqual({ host: 'a', 'x-atelier-client-ip': '192.0.2.7' });
  const proxied = request(given);
  settleClientHeaders(proxied, true);
  expect(proxied.headers['x-atelier-client-ip']).toBe('1.1.1.1');
  expect(proxied.headers['x-forwarded-host']).toBe('evil.example');
});

test('a request that was passed on is not from this machine', () => {
  expect(isDirectLoopback(request({}, '127.0.0.1'))).toBe(true);
  expect(isDirectLoopback(request({}, '::1'))).toBe(true);
  expect(isDirectLoopback(request({}, '192.0.2.7'))).toBe(false);
  expect(isDirectLoopback(request({ 'X-Forwarded-For': '127.0.0.1' }, '127.0.0.1'))).toBe(false);
});

test('TLS is known from the public address, or from a proxy of ours', () => {
  const proxied = request({ 'x-forwarded-proto': 'https' });
  expect(isHttps(proxied, true, undefined)).toBe(true);
  expect(isHttps(proxied, false, undefined)).toBe(false);
  expect(isHttps(proxied, true, 'http://atelier.example')).toBe(false);
  expect(isHttps(request({}), false, 'https://atelier.example')).toBe(true);
});
