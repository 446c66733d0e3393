import { expect, test } from 'vitest';

import { editorAddress, socketAddress } from './network-gate';

const ORIGIN = 'http://host:8880';
const to = (address: string): string | null =>
  editorAddress(new URL(address, ORIGIN), ORIGIN, '/studio/')?.href ?? null;

test('requests to other origins go nowhere', () => {
  expect(to('https://api.comfy.org/releases')).toBeNull();
  expect(to('https://huggingface.co/x.safetensors')).toBeNull();
  expect(to('http://host:9999/x')).toBeNull();
  expect(to('//elsewhere/x')).toBeNull();
});

test('addresses from the root of the origin are led below the base', () => {
  expect(to('/internal/files/output')).toBe(`${ORIGIN}/studio/internal/files/output`);
  expect(to('/assets/images/a.png?x=1')).toBe(`${ORIGIN}/studio/assets/images/a.png?x=1`);
});

test('everything else stays as it is', () => {
  for (const address of [`${ORIGIN}/studio/api/prompt`, `${ORIGIN}/api/history?page=1`]) {
    expect(to(address)).toBe(address);
  }
  expect(to('data:text/plain,x')).toBe('data:text/plain,x');
  expect(to('blob:http://host:8880/1')).toBe('blob:http://host:8880/1');
});

test('only the editor’s own socket gets the token', () => {
  const socket = (address: string, token: string | null): string | null =>
    socketAddress(new URL(address), 'host:8880', '/studio/', token)?.href ?? null;
  expect(socket('ws://host:8880/studio/ws?clientId=a', 't')).toBe(
    'ws://host:8880/studio/ws?clientId=a&token=t',
  );
  expect(socket('ws://host:8880/studio/ws', null)).toBe('ws://host:8880/studio/ws');
  expect(socket('ws://host:8880/socket.io/', 't')).toBe('ws://host:8880/socket.io/');
  expect(socket('wss://elsewhere/studio/ws', 't')).toBeNull();
});
