/** Number rules that ComfyUI's nodes inherit from their language and differ from JavaScript's. */

/** Rounds halves to the even neighbour. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest < 0.5) return below;
  if (rest > 0.5) return below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Float 0…1 to 8 bits as ComfyUI saves: times 255 in float32, clamped, the fraction cut off. */
export function toByte(value: number): number {
  const scaled = Math.fround(255 * value);
  if (!(scaled > 0)) return 0;
  return scaled >= 255 ? 255 : Math.trunc(scaled);
}
