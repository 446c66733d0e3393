/** Colours as nodes take them: one number, 0xRRGGBB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Red, green and blue from 0 to 1. */
export function colourOf(value: number): Colour {
  return [((value >> 16) & 0xff) / 255, ((value >> 8) & 0xff) / 255, (value & 0xff) / 255];
}

/** A colour on the way from one to another; `share` 0 is the first. */
export function mixColours(from: Colour, to: Colour, share: number): Colour {
  const mix = (channel: 0 | 1 | 2): number => from[channel] + (to[channel] - from[channel]) * share;
  return [mix(0), mix(1), mix(2)];
}
