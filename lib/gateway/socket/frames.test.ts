import { expect, test } from 'vitest';

import type { PreviewFrame } from '@/lib/domain/user-event';
import type { RunId } from '@/lib/kernel/ids';

import { plainPreviewFrame, previewWithMetadataFrame, statusFrame } from './frames';

const preview: PreviewFrame = {
  kind: 'preview',
  runId: 'r' as RunId,
  promptId: 'p',
  clientId: 'c',
  nodeId: '5.0.1',
  displayNodeId: '5',
  mime: 'image/jpeg',
  image: Buffer.from([0xff, 0xd8]),
};

test('a plain preview is its type, its format and the picture', () => {
  expect(plainPreviewFrame(preview).toString('hex')).toBe('0000000100000001ffd8');
});

test('a preview with metadata names the client’s prompt id, never the run', () => {
  const frame = previewWithMetadataFrame(preview);
  expect(frame.readUInt32BE(0)).toBe(4);
  const end = 8 + frame.readUInt32BE(4);
  const metadata = JSON.parse(frame.toString('utf8', 8, end)) as Record<string, unknown>;
  expect(metadata).toMatchObject({ prompt_id: 'p', node_id: '5.0.1', image_type: 'image/jpeg' });
  expect(JSON.stringify(metadata)).not.toContain('"r"');
  expect(frame.subarray(end).toString('hex')).toBe('ffd8');
});

test('status names the client once, when it is told who it is', () => {
  expect(statusFrame(2, 'sid')).toBe(
    '{"type":"status","data":{"status":{"exec_info":{"queue_remaining":2}},"sid":"sid"}}',
  );
  expect(statusFrame(0)).not.toContain('sid');
});
