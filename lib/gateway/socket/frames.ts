/** ComfyUI's socket messages as they go over the wire. */
import type { ComfyMessage, PreviewFrame } from '@/lib/domain/user-event';

const PREVIEW = 1;
const PREVIEW_WITH_METADATA = 4;
const FORMAT = { 'image/jpeg': 1, 'image/png': 2 } as const;

export function textFrame({ type, data }: ComfyMessage): string {
  return JSON.stringify({ type, data });
}

/** @param sid the client id, told once, when the socket opens */
export function statusFrame(queueRemaining: number, sid?: string): string {
  const status = { exec_info: { queue_remaining: queueRemaining } };
  return textFrame({ type: 'status', data: { status, ...(sid !== undefined && { sid }) } });
}

export function executionStartFrame(promptId: string, startedAt: Date): string {
  const data = { prompt_id: promptId, timestamp: startedAt.getTime() };
  return textFrame({ type: 'execution_start', data });
}

/** The end of a prompt, after its terminal message and `status`. */
export function nothingExecutingFrame(promptId: string): string {
  return textFrame({ type: 'executing', data: { node: null, prompt_id: promptId } });
}

/** Type 4, for clients that asked for it: which prompt and node the picture belongs to, and the picture. */
export function previewWithMetadataFrame(preview: PreviewFrame): Buffer {
  const metadata = Buffer.from(
    JSON.stringify({
      node_id: preview.nodeId,
      prompt_id: preview.promptId,
      display_node_id: preview.displayNodeId,
      parent_node_id: null,
      real_node_id: preview.nodeId,
      image_type: preview.mime,
    }),
  );
  return Buffer.concat([words(PREVIEW_WITH_METADATA, metadata.length), metadata, preview.image]);
}

/** Type 1, for older clients: the picture's format and the picture. */
export function plainPreviewFrame({ mime, image }: PreviewFrame): Buffer {
  return Buffer.concat([words(PREVIEW, FORMAT[mime]), image]);
}

function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32BE(value, index * 4);
  return bytes;
}
