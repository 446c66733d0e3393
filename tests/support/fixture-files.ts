/** Small real files of each kind, for tests of media that the runner at hand cannot make. */
import sharp from 'sharp';

/** A tone of 16-bit samples, with the header that says so. */
export function toneWav(durationS = 1, rateHz = 8_000): Buffer {
  const samples = Math.round(durationS * rateHz);
  const wav = Buffer.alloc(44 + samples * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rateHz, 24);
  wav.writeUInt32LE(rateHz * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const value = Math.sin((index / rateHz) * 2 * Math.PI * 440) * 12_000;
    wav.writeInt16LE(Math.round(value), 44 + index * 2);
  }
  return wav;
}

/** A cube as Wavefront text. */
export const CUBE_OBJ = [
  ...['v 0 0 0', 'v 1 0 0', 'v 1 1 0', 'v 0 1 0', 'v 0 0 1', 'v 1 0 1', 'v 1 1 1', 'v 0 1 1'],
  ...['f 1 2 3 4', 'f 5 8 7 6', 'f 1 5 6 2', 'f 2 6 7 3', 'f 3 7 8 4', 'f 5 1 4 8', ''],
].join('\n');

/** A picture with soft shapes, so that thumbnails and miniatures have something to show. */
export async function softPicture(width: number, height: number, hue: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue},70%,30%)"/>
    <stop offset="1" stop-color="hsl(${hue + 60},80%,70%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    <circle cx="${width * 0.6}" cy="${height * 0.45}" r="${height * 0.28}" fill="hsl(${hue + 160},70%,60%)"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
