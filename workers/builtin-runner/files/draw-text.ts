/** Letters as coverage: with the system's fonts where it has some, else with our own dots. */
import { drawTinyText, type Coverage } from '../pixels/tiny-font';
import { loadSharp } from './png';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Points at 72 dots an inch are pixels. */
const DPI = 72;

/**
 * @param size height of the letters in pixels
 * @param maxWidth longer lines are wrapped
 */
export async function drawText(text: string, size: number, maxWidth: number): Promise<Coverage> {
  if (text.trim() === '') return { width: 1, height: 1, bytes: new Uint8Array(1) };
  const drawn = await drawWithFonts(text, size, maxWidth).catch(() => null);
  return drawn ?? drawTinyText(text, size);
}

/** @returns null when nothing was drawn, which is what happens without fonts */
async function drawWithFonts(
  text: string,
  size: number,
  maxWidth: number,
): Promise<Coverage | null> {
  const sharp = await loadSharp();
  const escaped = text.replace(/[&<>]/g, (sign) => ESCAPES[sign] ?? sign);
  const { data, info } = await sharp({
    text: { text: escaped, font: `sans ${size}`, width: maxWidth, dpi: DPI, align: 'centre' },
  })
    .extractChannel(0)
    .raw()
    .toBuffer({ resolveWithObject: true });
  if (!data.some((value) => value > 0)) return null;
  return { width: info.width, height: info.height, bytes: data };
}
