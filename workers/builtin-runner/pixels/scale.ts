/** Scaling by the name of a method, with ComfyUI's centre crop. */
import { createImage, pictureLength, withData, type Pixels } from './pixels';
import { roundHalfEven, toByte } from './python-numbers';
import { resampleFloat } from './resample-float';
import { resampleLanczos } from './resample-lanczos';

export const SCALE_METHODS = ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos'] as const;
export type ScaleMethod = (typeof SCALE_METHODS)[number];

export interface Size {
  readonly width: number;
  readonly height: number;
}

export function isScaleMethod(name: string): name is ScaleMethod {
  return (SCALE_METHODS as readonly string[]).includes(name);
}

/** A part of every picture of the batch; the rectangle has to lie inside. */
export function cropPixels(
  source: Pixels,
  box: { readonly x: number; readonly y: number } & Size,
): Pixels {
  const { batch, channels } = source;
  const result = { ...createImage({ batch, channels, ...size(box) }), kind: source.kind };
  for (let index = 0; index < batch; index += 1) {
    for (let row = 0; row < box.height; row += 1) {
      const line = (index * source.height + box.y + row) * source.width + box.x;
      const from = line * channels;
      const to = (index * box.height + row) * box.width * channels;
      result.data.set(source.data.subarray(from, from + box.width * channels), to);
    }
  }
  return result;
}

function size({ width, height }: Size): Size {
  return { width, height };
}

/** The largest part in the middle of the source with the target's proportions. */
function centreCrop(source: Pixels, target: Size): Pixels {
  const now = source.width / source.height;
  const wanted = target.width / target.height;
  let x = 0;
  let y = 0;
  if (now > wanted) x = roundHalfEven((source.width - source.width * (wanted / now)) / 2);
  else if (now < wanted) y = roundHalfEven((source.height - source.height * (now / wanted)) / 2);
  if (x === 0 && y === 0) return source;
  return cropPixels(source, { x, y, width: source.width - x * 2, height: source.height - y * 2 });
}

async function scaleLanczos(
  source: Pixels,
  target: Size,
  breathe: () => Promise<void>,
): Promise<Pixels> {
  const { batch, channels, width, height } = source;
  const result = { ...createImage({ batch, channels, ...size(target) }), kind: source.kind };
  for (let index = 0; index < batch; index += 1) {
    const bytes = new Uint8Array(pictureLength(source));
    const offset = index * bytes.length;
    for (let at = 0; at < bytes.length; at += 1) {
      bytes[at] = toByte(source.data[offset + at] as number);
    }
    const scaled = await resampleLanczos({ bytes, width, height, channels }, target, breathe);
    for (let at = 0; at < scaled.length; at += 1) {
      result.data[index * scaled.length + at] = (scaled[at] as number) / 255;
    }
  }
  return result;
}

/**
 * Scales every picture of the batch.
 * @param crop 'center' cuts the source to the target's proportions first
 * @param breathe called between rows
 */
export async function scalePixels(
  source: Pixels,
  target: Size,
  options: { readonly method: ScaleMethod; readonly crop: 'center' | 'disabled' },
  breathe: () => Promise<void>,
): Promise<Pixels> {
  const { method, crop } = options;
  const part = crop === 'center' ? centreCrop(source, target) : source;
  if (method === 'lanczos') return scaleLanczos(part, target, breathe);
  if (part.width === target.width && part.height === target.height) {
    return withData(part, part.data);
  }
  return resampleFloat(part, target, method, breathe);
}
