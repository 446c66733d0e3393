/**
 * Events on a user's Redis channel. One channel carries text and pictures, so their order holds.
 * Frame: one byte of kind (0 text, 1 preview, 2 several), then for text the JSON; for a preview a 4-byte
 * big-endian header length, the JSON header, and the picture's bytes; for several, each frame behind
 * its 4-byte big-endian length.
 */
import type { PreviewFrame, UserEvent } from '@/lib/domain/user-event';

export type ChannelEvent = UserEvent | PreviewFrame;

const TEXT = 0;
const PREVIEW = 1;
const SEVERAL = 2;
const LENGTH_BYTES = 4;

/** @param events at least one, in their order */
export function encodeEvents(events: readonly ChannelEvent[]): Buffer {
  const frames = events.map(encodeEvent);
  const [only] = frames;
  if (only !== undefined && frames.length === 1) return only;
  const parts = frames.flatMap((frame) => [lengthOf(frame), frame]);
  return Buffer.concat([Buffer.of(SEVERAL), ...parts]);
}

/** Frames come from our own processes only; a frame of another version is a fault and throws. */
export function decodeEvents(frame: Buffer): ChannelEvent[] {
  if (frame[0] !== SEVERAL) return [decodeEvent(frame)];
  const events: ChannelEvent[] = [];
  for (let at = 1; at < frame.length;) {
    const start = at + LENGTH_BYTES;
    const end = start + frame.readUInt32BE(at);
    events.push(decodeEvent(frame.subarray(start, end)));
    at = end;
  }
  return events;
}

function encodeEvent(event: ChannelEvent): Buffer {
  if (event.kind !== 'preview') {
    return Buffer.concat([Buffer.of(TEXT), Buffer.from(JSON.stringify(event))]);
  }
  const { image, ...header } = event;
  const head = Buffer.from(JSON.stringify(header));
  return Buffer.concat([Buffer.of(PREVIEW), lengthOf(head), head, image]);
}

function decodeEvent(frame: Buffer): ChannelEvent {
  if (frame[0] === TEXT) return JSON.parse(frame.toString('utf8', 1)) as UserEvent;
  if (frame[0] !== PREVIEW) throw new Error(`unknown event frame kind ${String(frame[0])}`);
  const start = 1 + LENGTH_BYTES;
  const end = start + frame.readUInt32BE(1);
  const header = JSON.parse(frame.toString('utf8', start, end)) as Omit<PreviewFrame, 'image'>;
  return { ...header, image: frame.subarray(end) };
}

function lengthOf(bytes: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(bytes.length);
  return length;
}
