/** Bodies of `POST /prompt` that are small to send and were large to judge, or no values at all. */
const NESTED = 20_000;

const node = (class_type: string, inputs: object): object => ({ class_type, inputs });
const nested = (inner: string): string => '['.repeat(NESTED) + inner + ']'.repeat(NESTED);
const save = node('SaveImage', { images: ['1', 0], filename_prefix: 'heavy' });

/** A picture with one value, or one more input, written as it is. */
function withInput(text: string): string {
  const sizes = text.startsWith('"width"') ? text : `"width":64,${text}`;
  const inputs = `{"height":64,"batch_size":1,"color":0,${sizes}}`;
  return `{"prompt":{"1":{"class_type":"EmptyImage","inputs":${inputs}},"9":${JSON.stringify(save)}}}`;
}

function nodesOf(count: number, idOf: (index: number) => string, of: (index: number) => object) {
  const nodes = Array.from({ length: count }, (_, index) => [idOf(index), of(index)] as const);
  return Object.fromEntries(nodes);
}

function cycle(count: number, idLength: number): string {
  const idOf = (index: number): string => `${'c'.repeat(idLength)}${index}`;
  const ring = nodesOf(count, idOf, (index) =>
    node('ImageInvert', { image: [idOf((index + 1) % count), 0] }),
  );
  const out = node('PreviewImage', { images: [idOf(0), 0] });
  return JSON.stringify({ prompt: { ...ring, out } });
}

const loners = (count: number): string =>
  JSON.stringify({ prompt: nodesOf(count, String, () => node('PreviewImage', {})) });

export interface HeavyPrompt {
  readonly name: string;
  readonly body: string;
  /** What the answer says somewhere. */
  readonly says: string;
}

export const HEAVY_PROMPTS: readonly HeavyPrompt[] = [
  { name: 'an infinite width', body: withInput('"width":1e999'), says: 'invalid_input_type' },
  {
    name: 'a width of a million digits in a text',
    body: withInput(`"width":"${'7'.repeat(1_000_000)}"`),
    says: 'Exceeds the limit (4300 digits)',
  },
  {
    name: 'a width of a million digits',
    body: withInput(`"width":${'7'.repeat(1_000_000)}`),
    says: 'more than 4300 digits',
  },
  {
    name: 'a width of millions of digits and underscores',
    body: withInput(`"width":"${'1_'.repeat(6_000_000)}"`),
    says: 'invalid literal for int()',
  },
  {
    name: 'an unlisted input that is nested very deep',
    body: withInput(`"more":${nested('1')}`),
    says: 'more than 100 levels',
  },
  {
    name: 'a deep input with a large integer in it',
    body: withInput(`"more":${nested('12345678901234567890')}`),
    says: 'error',
  },
  {
    name: 'extra data that are nested very deep',
    body: withInput('"width":64').replace(/}$/, `,"extra_data":{"deep":${nested('1')}}}`),
    says: 'more than 100 levels',
  },
  { name: '30,000 bad nodes', body: loners(30_000), says: 'the limit is 5000' },
  { name: '5,000 bad nodes', body: loners(5_000), says: 'required_input_missing' },
  { name: 'a long cycle with long ids', body: cycle(940, 1_000), says: 'dependency_cycle' },
  { name: 'a cycle as long as chains may be', body: cycle(950, 200), says: 'node_errors' },
];

export const DEEP_SETTING = `{"Comfy.Deep":${nested('1')}}`;
