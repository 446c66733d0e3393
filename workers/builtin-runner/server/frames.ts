/** ComfyUI's binary WebSocket frames: numbers are 32 bits, big-endian. */

const PREVIEW = 1;
const TEXT = 3;
const PREVIEW_WITH_METADATA = 4;
const JPEG = 1;

function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32BE(value, index * 4));
  return buffer;
}

/** A preview for clients that did not say they understand more. */
export function previewFrame(jpeg: Uint8Array): Buffer {
  return Buffer.concat([numbers(PREVIEW, JPEG), jpeg]);
}

/** A preview that says which node of which prompt it shows. */
export function previewFrameWithMetadata(address: object, jpeg: Uint8Array): Buffer {
  const metadata = Buffer.from(JSON.stringify({ ...address, image_type: 'image/jpeg' }));
  return Buffer.concat([numbers(PREVIEW_WITH_METADATA, metadata.length), metadata, jpeg]);
}

/** A line of text for a node. */
export function textFrame(nodeId: string, text: string): Buffer {
  const id = Buffer.from(nodeId);
  return Buffer.concat([numbers(TEXT, id.length), id, Buffer.from(text)]);
}
