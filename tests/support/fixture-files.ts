/** Small real files of each kind, for tests of media that the runner at hand cannot make. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import sharp from 'sharp';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';

/** A file of `tests/fixtures/media`. */
export function fixtureFile(name: string): Buffer {
  return readFileSync(path.join(PROJECT_DIR, 'tests', 'fixtures', 'media', name));
}

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

/** A pyramid as binary glTF. */
export function pyramidGlb(): Buffer {
  const corners = [
    [-1, 0, -1],
    [1, 0, -1],
    [1, 0, 1],
    [-1, 0, 1],
    [0, 1.6, 0],
  ];
  const faces = [0, 1, 2, 0, 2, 3, 0, 4, 1, 1, 4, 2, 2, 4, 3, 3, 4, 0];
  const positions = Buffer.from(new Float32Array(corners.flat()).buffer);
  const indices = Buffer.from(new Uint16Array(faces).buffer);
  const binary = Buffer.concat([positions, indices]);
  const json = {
    asset: { version: '2.0' },
    scene: 0,
    scenes: [{ nodes: [0] }],
    nodes: [{ mesh: 0 }],
    meshes: [{ primitives: [{ attributes: { POSITION: 0 }, indices: 1 }] }],
    accessors: [
      {
        bufferView: 0,
        componentType: 5126,
        count: 5,
        type: 'VEC3',
        min: [-1, 0, -1],
        max: [1, 1.6, 1],
      },
      { bufferView: 1, componentType: 5123, count: faces.length, type: 'SCALAR' },
    ],
    bufferViews: [
      { buffer: 0, byteOffset: 0, byteLength: positions.byteLength },
      { buffer: 0, byteOffset: positions.byteLength, byteLength: indices.byteLength },
    ],
    buffers: [{ byteLength: binary.byteLength }],
  };
  const pad = (bytes: Buffer, fill: number): Buffer =>
    Buffer.concat([bytes, Buffer.alloc((4 - (bytes.byteLength % 4)) % 4, fill)]);
  const chunk = (type: number, bytes: Buffer): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(bytes.byteLength, 0);
    head.writeUInt32LE(type, 4);
    return Buffer.concat([head, bytes]);
  };
  const body = Buffer.concat([
    chunk(0x4e4f534a, pad(Buffer.from(JSON.stringify(json)), 0x20)),
    chunk(0x004e4942, pad(binary, 0)),
  ]);
  const head = Buffer.alloc(12);
  head.write('glTF', 0, 'latin1');
  head.writeUInt32LE(2, 4);
  head.writeUInt32LE(12 + body.byteLength, 8);
  return Buffer.concat([head, body]);
}

/** A cube as Wavefront text. */
export const CUBE_OBJ = [
  ...['v 0 0 0', 'v 1 0 0', 'v 1 1 0', 'v 0 1 0', 'v 0 0 1', 'v 1 0 1', 'v 1 1 1', 'v 0 1 1'],
  ...['f 1 2 3 4', 'f 5 8 7 6', 'f 1 5 6 2', 'f 2 6 7 3', 'f 3 7 8 4', 'f 5 1 4 8', ''],
].join('\n');

export const SMALL_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="80"><rect width="120" height="80" fill="#2a6"/></svg>';

/** A picture with soft shapes, so that thumbnails and miniatures have something to show. */
export async function softPicture(width: number, height: number, hue: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="g" x2="1" y2="1"><stop stop-color="hsl(${hue},70%,30%)"/>
    <stop offset="1" stop-color="hsl(${hue + 60},80%,70%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#g)"/>
    <circle cx="${width * 0.6}" cy="${height * 0.45}" r="${height * 0.28}" fill="hsl(${hue + 160},70%,60%)"/></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
