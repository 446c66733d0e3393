/**
 * A font of 5 × 7 dots for machines without any font: digits, capitals and signs. Small letters
 * are drawn as capitals; what is missing is a box. Each sign is five columns, lowest bit on top.
 */
const COLUMNS = 5;
const ROWS = 7;

const SIGNS: Readonly<Record<string, string>> = {
  ' ': '0000000000',
  '!': '00005f0000',
  '"': '0007000700',
  '#': '147f147f14',
  '%': '2313086462',
  '&': '3649552250',
  "'": '0005030000',
  '(': '001c224100',
  ')': '0041221c00',
  '*': '14083e0814',
  '+': '08083e0808',
  ',': '0050300000',
  '-': '0808080808',
  '.': '0060600000',
  '/': '2010080402',
  '0': '3e5149453e',
  '1': '00427f4000',
  '2': '4261514946',
  '3': '2141454b31',
  '4': '1814127f10',
  '5': '2745454539',
  '6': '3c4a494930',
  '7': '0171090503',
  '8': '3649494936',
  '9': '064949291e',
  ':': '0036360000',
  ';': '0056360000',
  '=': '1414141414',
  '?': '0201510906',
  '@': '324979413e',
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
};
const BOX = '7f4141417f';

export interface Coverage {
  readonly width: number;
  readonly height: number;
  /** How much of each pixel the letters cover, 0 to 255. */
  readonly bytes: Uint8Array;
}

/** @param height of a line, in pixels; letters are whole multiples of the dots */
export function drawTinyText(text: string, height: number): Coverage {
  const scale = Math.max(1, Math.floor(height / (ROWS + 1)));
  const lines = text
    .toUpperCase()
    .split('\n')
    .map((line) => Array.from(line));
  const columns = Math.max(1, ...lines.map((line) => line.length)) * (COLUMNS + 1);
  const [width, total] = [columns * scale, lines.length * (ROWS + 1) * scale];
  const bytes = new Uint8Array(width * total);
  for (let y = 0; y < total; y += 1) {
    const row = Math.floor(y / scale);
    const line = lines[Math.floor(row / (ROWS + 1))] ?? [];
    for (let x = 0; x < width; x += 1) {
      const column = Math.floor(x / scale);
      const sign = line[Math.floor(column / (COLUMNS + 1))];
      const dots = sign === undefined ? '0000000000' : (SIGNS[sign] ?? BOX);
      const inSign = column % (COLUMNS + 1);
      const bits = Number.parseInt(dots.slice(inSign * 2, inSign * 2 + 2) || '0', 16);
      if ((bits >> (row % (ROWS + 1))) & 1) bytes[y * width + x] = 255;
    }
  }
  return { width, height: total, bytes };
}
