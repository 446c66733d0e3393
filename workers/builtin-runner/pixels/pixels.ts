/**
 * Pictures and masks as the nodes see them: float32, 0 to 1, batch × height × width × channels,
 * channels interleaved. ComfyUI keeps the same numbers in the same order, which is why results
 * can be equal to the last bit; arithmetic between float32 values is rounded with `Math.fround`
 * wherever storing into a Float32Array does not already do it.
 */
export interface Pixels {
  readonly kind: 'image' | 'mask';
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** 3 or 4 for images, 1 for masks. */
  readonly channels: number;
  readonly data: Float32Array;
}

export interface Shape {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** Numbers in one picture of the batch. */
export function pictureLength(shape: Shape): number {
  return shape.height * shape.width * shape.channels;
}

/** Zeros of the given shape. */
export function createImage(shape: Shape): Pixels {
  return { kind: 'image', ...shape, data: new Float32Array(shape.batch * pictureLength(shape)) };
}

/** Zeros of the given size. */
export function createMask(batch: number, height: number, width: number): Pixels {
  return {
    kind: 'mask',
    batch,
    height,
    width,
    channels: 1,
    data: new Float32Array(batch * height * width),
  };
}

/** The same shape and kind with other numbers. */
export function withData(like: Pixels, data: Float32Array): Pixels {
  return { ...like, data };
}

/** Each number of `source` changed by `change`; results are rounded to float32. */
export function mapPixels(source: Pixels, change: (value: number) => number): Pixels {
  const data = new Float32Array(source.data.length);
  for (let index = 0; index < data.length; index += 1)
    data[index] = change(source.data[index] as number);
  return withData(source, data);
}

/** Pictures `from` to `from + count` of the batch, sharing memory. */
export function sliceBatch(source: Pixels, from: number, count: number): Pixels {
  const length = pictureLength(source);
  return {
    ...source,
    batch: count,
    data: source.data.subarray(from * length, (from + count) * length),
  };
}

/** All pictures one after another; they must have one size and one number of channels. */
export function concatBatch(parts: readonly Pixels[]): Pixels {
  const first = parts[0];
  if (first === undefined) throw new RangeError('no pictures to join');
  const data = new Float32Array(parts.reduce((sum, part) => sum + part.data.length, 0));
  let offset = 0;
  for (const part of parts) {
    data.set(part.data, offset);
    offset += part.data.length;
  }
  return { ...first, batch: parts.reduce((sum, part) => sum + part.batch, 0), data };
}

/** The batch cut, or repeated from its start, to `batch` pictures. */
export function repeatToBatch(source: Pixels, batch: number): Pixels {
  if (source.batch === batch) return source;
  if (source.batch > batch) return sliceBatch(source, 0, batch);
  const length = pictureLength(source);
  const data = new Float32Array(batch * length);
  for (let index = 0; index < batch; index += 1) {
    const from = (index % source.batch) * length;
    data.set(source.data.subarray(from, from + length), index * length);
  }
  return { ...source, batch, data };
}
