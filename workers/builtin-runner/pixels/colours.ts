/** Colours as nodes take them: one number, 0xRRGGBB. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Red, green and blue from 0 to 1. */
export function colourOf(value: number): Colour {
  return [((value >> 16) & 0xff) / 255, ((value >> 8) & 0xff) / 255, (value & 0xff) / 255];
}
