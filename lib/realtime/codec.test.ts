import { expect, test } from 'vitest';

import type { PreviewFrame, UserEvent } from '@/lib/domain/user-event';
import { newUserId, runIdFor } from '@/lib/kernel/ids';

import { decodeEvents, encodeEvents } from './codec';

const address = { runId: runIdFor(newUserId(), 'p'), promptId: 'p', clientId: 'Ω-client' };

test('events arrive as they were sent', () => {
  const event: UserEvent = {
    kind: 'run-message',
    ...address,
    message: { type: 'executing', data: { node: '图' } },
  };
  expect(decodeEvents(encodeEvents([event]))).toEqual([event]);
});

test('previews keep their bytes', () => {
  const image = Buffer.from([0, 255, 1, 254, 0]);
  const frame: PreviewFrame = {
    kind: 'preview',
    ...address,
    nodeId: '1.0.2',
    displayNodeId: '1',
    mime: 'image/jpeg',
    image,
  };
  const { image: arrived, ...rest } = decodeEvents(encodeEvents([frame]))[0] as PreviewFrame;
  expect(Buffer.from(arrived).equals(image)).toBe(true);
  const { image: _sent, ...header } = frame;
  expect(rest).toEqual(header);
});

test('an unknown frame is a fault, not an event', () => {
  expect(() => decodeEvents(Buffer.of(9, 9))).toThrow(/unknown event frame/);
});

test('what was told together arrives in its order', () => {
  const text = (value: number): UserEvent => ({
    kind: 'run-message',
    ...address,
    message: { type: 'progress', data: { value } },
  });
  const image = Buffer.alloc(70_000, 2);
  const preview: PreviewFrame = {
    kind: 'preview',
    ...address,
    ...{ nodeId: '1', displayNodeId: '1', mime: 'image/png', image },
  };
  const sent = [text(1), preview, text(2)];
  expect(decodeEvents(encodeEvents(sent))).toEqual(sent);
});
