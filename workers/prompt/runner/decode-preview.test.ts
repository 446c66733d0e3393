import { expect, test } from 'vitest';

import { decodePreview } from './decode-preview';

function frame(type: number, metadata: string, image: string): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt32BE(type, 0);
  header.writeUInt32BE(Buffer.byteLength(metadata), 4);
  return Buffer.concat([header, Buffer.from(metadata), Buffer.from(image)]);
}

test('a preview frame gives the prompt, the node and the picture', () => {
  const metadata = JSON.stringify({
    prompt_id: 'p',
    node_id: '5.0.1',
    display_node_id: '5',
    image_type: 'image/png',
  });
  const preview = decodePreview(frame(4, metadata, 'PNG'));
  expect(preview).toMatchObject({
    promptId: 'p',
    nodeId: '5.0.1',
    displayNodeId: '5',
    mime: 'image/png',
  });
  expect(preview?.image.toString()).toBe('PNG');
});

test.each([
  ['too short', Buffer.from([0, 0, 0])],
  ['another type', frame(1, '{}', 'x')],
  ['metadata that are no JSON', frame(4, '{', 'x')],
  ['metadata without a prompt', frame(4, '{"node_id":"1"}', 'x')],
  ['a length beyond the frame', Buffer.from([0, 0, 0, 4, 255, 255, 255, 255, 1])],
])('a frame with %s is no preview', (_, bytes) => {
  expect(decodePreview(bytes)).toBeNull();
});
