/** What a graph gave, small enough to be kept: hashes of pictures, and bytes where some may differ. */
import { createHash } from 'node:crypto';

import type { ParityCase } from './parity-graphs';
import type { ParityResult, Picture } from './run-parity-graph';

export interface RecordedPicture {
  readonly size: readonly [width: number, height: number, channels: number];
  /** SHA-256 of the decoded bytes. */
  readonly sha256?: string;
  /** The decoded bytes in base 64, where a tolerance applies. */
  readonly bytes?: string;
}

export interface RecordedResult {
  readonly messages: readonly string[];
  readonly pictures: Readonly<Record<string, RecordedPicture>>;
  readonly texts: Readonly<Record<string, unknown>>;
}

const OUTPUT_NODES = new Set([
  'SaveImage',
  'PreviewImage',
  'MaskPreview',
  'PreviewAny',
  'SaveAnimatedWEBP',
  'SaveAnimatedPNG',
]);

/**
 * Messages that can be compared. ComfyUI takes several output nodes in an order that changes from
 * start to start: then only which messages came counts.
 */
function comparable(messages: readonly string[], graph: ParityCase['graph']): readonly string[] {
  const outputs = Object.values(graph).filter((node) => OUTPUT_NODES.has(node.class_type));
  if (outputs.length === 1) return messages;
  return messages
    .map((line) => (line.startsWith('progress_state') ? 'progress_state' : line))
    .sort();
}

function recordPicture({ bytes, ...picture }: Picture, tolerance: number): RecordedPicture {
  const size = [picture.width, picture.height, picture.channels] as const;
  if (tolerance > 0) return { size, bytes: bytes.toString('base64') };
  return { size, sha256: createHash('sha256').update(bytes).digest('hex') };
}

export function recordResult(result: ParityResult, one: ParityCase): RecordedResult {
  const pictures = [...result.pictures].sort(([first], [second]) => first.localeCompare(second));
  return {
    messages: comparable(result.messages, one.graph),
    pictures: Object.fromEntries(
      pictures.map(([key, picture]) => [key, recordPicture(picture, one.tolerance)]),
    ),
    texts: result.texts,
  };
}

/** The largest distance between two pictures' values; infinite when they cannot be compared. */
export function distanceOf(first: RecordedPicture, second: RecordedPicture | undefined): number {
  const sameSize = first.size.every((side, index) => side === second?.size[index]);
  if (second === undefined || !sameSize) return Number.POSITIVE_INFINITY;
  if (first.sha256 !== undefined) return first.sha256 === second.sha256 ? 0 : 255;
  const [one, other] = [first, second].map(({ bytes }) => Buffer.from(bytes ?? '', 'base64'));
  let largest = 0;
  one?.forEach((value, index) => {
    largest = Math.max(largest, Math.abs(value - (other?.[index] ?? Number.POSITIVE_INFINITY)));
  });
  return largest;
}
