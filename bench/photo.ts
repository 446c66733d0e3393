import sharp from 'sharp';

const SIDE = 832;

/**
 * A PNG of about 1.5 MB that compresses like a photograph: smooth areas with grain. Made from a fixed
 * seed, so that every run measures the same bytes.
 */
export async function photoLikePng(): Promise<Buffer> {
  const pixels = Buffer.alloc(SIDE * SIDE * 3);
  let seed = 12_345;
  const grain = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
    return (seed >>> 16) % 24;
  };
  for (let y = 0; y < SIDE; y += 1) {
    for (let x = 0; x < SIDE; x += 1) {
      const at = (y * SIDE + x) * 3;
      pixels[at] = 90 + 60 * Math.sin(x / 97) + grain();
      pixels[at + 1] = 110 + 50 * Math.sin((x + y) / 131) + grain();
      pixels[at + 2] = 120 + 70 * Math.cos(y / 83) + grain();
    }
  }
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
}
