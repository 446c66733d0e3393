/** `/view` with `preview` or `channel`: the picture encoded anew. */
import { loadSharp } from '../files/png';
import { HttpStop } from './http';

const DEFAULT_QUALITY = 90;

export function wantsTranscoding(query: URLSearchParams): boolean {
  return query.has('preview') || ['rgb', 'a'].includes(query.get('channel') ?? '');
}

/** @throws HttpStop 500 when the file is not a picture, as ComfyUI answers */
export async function transcode(
  file: string,
  query: URLSearchParams,
): Promise<{ type: string; body: Buffer }> {
  const sharp = await loadSharp();
  const channel = query.get('channel') ?? 'rgba';
  try {
    const input = sharp(file, { ignoreIcc: true }).autoOrient();
    const preview = query.get('preview');
    if (preview !== null) {
      const [format, quality] = preview.split(';');
      const options = { quality: qualityOf(quality) };
      const asJpeg = format === 'jpeg' && channel === 'rgb';
      return asJpeg
        ? { type: 'image/jpeg', body: await input.flatten().jpeg(options).toBuffer() }
        : { type: 'image/webp', body: await input.webp(options).toBuffer() };
    }
    if (channel === 'rgb') {
      return { type: 'image/png', body: await input.removeAlpha().png().toBuffer() };
    }
    const alpha = await input.ensureAlpha().extractChannel(3).raw().toBuffer({
      resolveWithObject: true,
    });
    const { width, height } = alpha.info;
    const body = await sharp({
      create: { width, height, channels: 3, background: { r: 0, g: 0, b: 0 } },
    })
      .joinChannel(alpha.data, { raw: { width, height, channels: 1 } })
      .png()
      .toBuffer();
    return { type: 'image/png', body };
  } catch {
    throw new HttpStop(500);
  }
}

function qualityOf(text: string | undefined): number {
  const quality = Number(text);
  return Number.isInteger(quality) && quality >= 1 && quality <= 100 ? quality : DEFAULT_QUALITY;
}
