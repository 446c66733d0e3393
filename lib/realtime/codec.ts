/**
 * Events on a user's Redis channel. One channel carries text and pictures, so their order holds.
 * Frame: one byte of kind (0 text, 1 preview), then for text the JSON, for a preview a 4-byte
 * big-endian header length, the JSON header, and the picture's bytes.
 */
import type { PreviewFrame, UserEvent } from '@/lib/domain/user-event';

const TEXT = 0;
const PREVIEW = 1;

export function encodeEvent(event: UserEvent | PreviewFrame): Buffer {
  if (event.kind !== 'preview') {
    return Buffer.concat([Buffer.of(TEXT), Buffer.from(JSON.stringify(event))]);
  }
  const { image, ...header } = event;
  const head = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([Buffer.of(PREVIEW), length, head, image]);
}

/** Frames come from our own processes only; a frame of another version is a fault and throws. */
export function decodeEvent(frame: Buffer): UserEvent | PreviewFrame {
  if (frame[0] === TEXT) return JSON.parse(frame.toString('utf8', 1)) as UserEvent;
  if (frame[0] !== PREVIEW) throw new Error(`unknown event frame kind ${String(frame[0])}`);
  const end = 5 + frame.readUInt32BE(1);
  const header = JSON.parse(frame.toString('utf8', 5, end)) as Omit<PreviewFrame, 'image'>;
  return { ...header, image: frame.subarray(end) };
}
