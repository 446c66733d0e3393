import type { CSSProperties } from 'react';
import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

const KNOWN_MAX = 2_000;
const known = new Map<string, CSSProperties>();

/**
 * What a tile shows while its picture is on its way: a blurred miniature, or its mean colour where the
 * page is drawn by the server, which would have to send all of them.
 * @param thumbHash in URL-safe base 64
 */
export function placeholderOf(thumbHash: string | null, colourOnly: boolean): CSSProperties {
  if (thumbHash === null) return {};
  const key = `${thumbHash}${colourOnly ? ' colour' : ''}`;
  let style = known.get(key);
  if (style === undefined) {
    if (known.size >= KNOWN_MAX) known.clear();
    style = draw(thumbHash, colourOnly);
    known.set(key, style);
  }
  return style;
}

function draw(thumbHash: string, colourOnly: boolean): CSSProperties {
  try {
    const text = atob(thumbHash.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(text, (sign) => sign.charCodeAt(0));
    if (!colourOnly) {
      return { backgroundImage: `url(${thumbHashToDataURL(bytes)})`, backgroundSize: '100% 100%' };
    }
    const { r, g, b, a } = thumbHashToAverageRGBA(bytes);
    const [red, green, blue] = [r, g, b].map((part) => Math.round(part * 255));
    return { backgroundColor: `rgb(${red} ${green} ${blue} / ${a.toFixed(2)})` };
  } catch {
    // Not a hash of ours: the tile has its plain background.
    return {};
  }
}
