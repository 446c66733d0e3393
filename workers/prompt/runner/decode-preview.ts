/** ComfyUI's binary frame 4: a preview picture with its metadata. */

export interface RunnerPreview {
  readonly promptId: string;
  readonly nodeId: string;
  readonly displayNodeId: string;
  readonly mime: 'image/jpeg' | 'image/png';
  readonly image: Buffer;
}

const PREVIEW_WITH_METADATA = 4;
const HEADER_BYTES = 8;

interface Metadata {
  readonly prompt_id?: unknown;
  readonly node_id?: unknown;
  readonly display_node_id?: unknown;
  readonly image_type?: unknown;
}

/**
 * Big-endian: u32 type, u32 length, JSON of that length, the picture's bytes.
 * @returns null for other frames and for broken ones; a lost preview is no loss
 */
export function decodePreview(frame: Buffer): RunnerPreview | null {
  if (frame.length < HEADER_BYTES || frame.readUInt32BE(0) !== PREVIEW_WITH_METADATA) return null;
  const end = HEADER_BYTES + frame.readUInt32BE(4);
  if (end > frame.length) return null;
  let metadata: Metadata;
  try {
    metadata = JSON.parse(frame.toString('utf8', HEADER_BYTES, end)) as Metadata;
  } catch {
    return null;
  }
  const { prompt_id, node_id, display_node_id, image_type } = metadata;
  if (typeof prompt_id !== 'string' || typeof node_id !== 'string') return null;
  return {
    promptId: prompt_id,
    nodeId: node_id,
    displayNodeId: typeof display_node_id === 'string' ? display_node_id : node_id,
    mime: image_type === 'image/png' ? 'image/png' : 'image/jpeg',
    image: frame.subarray(end),
  };
}
