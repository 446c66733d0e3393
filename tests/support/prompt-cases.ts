/**
 * Graphs, good and bad, and what `POST /prompt` answers to each. The same table is checked against
 * our validation and, where an installation is at hand, against ComfyUI itself.
 */
export interface PromptCase {
  readonly name: string;
  readonly prompt: unknown;
  readonly targets?: readonly string[];
  readonly expected: PromptAnswer;
  /** Where ComfyUI 0.3.64 answers otherwise: older names of errors, or no check at all. */
  readonly stock?: PromptAnswer;
}

/** Status, the top-level error's type, and the error types of each node. */
export interface PromptAnswer {
  readonly status: 200 | 400 | 500;
  readonly error?: string;
  readonly nodes?: Readonly<Record<string, readonly string[]>>;
}

const node = (class_type: string, inputs: Record<string, unknown> = {}) => ({ class_type, inputs });
const empty = (changes: Record<string, unknown> = {}) =>
  node('EmptyImage', { width: 64, height: 64, batch_size: 1, color: 0, ...changes });
const save = (changes: Record<string, unknown> = {}) =>
  node('SaveImage', { images: ['1', 0], filename_prefix: 'x', ...changes });
const scale = (changes: Record<string, unknown> = {}) =>
  node('ImageScale', {
    image: ['1', 0],
    upscale_method: 'area',
    width: 8,
    height: 8,
    crop: 'disabled',
    ...changes,
  });
const load = (image: unknown) => ({ '1': node('LoadImage', { image }), '9': save() });

const fine: PromptAnswer = { status: 200 };
const failed = (nodes: Record<string, readonly string[]>): PromptAnswer => ({
  status: 400,
  error: 'prompt_outputs_failed_validation',
  nodes,
});
const refused = (error: string): PromptAnswer => ({ status: 400, error });
const oldRefusal = refused('invalid_prompt');

export const PROMPT_CASES: readonly PromptCase[] = [
  { name: 'a good graph', prompt: { '1': empty(), '9': save() }, expected: fine },
  { name: 'no nodes', prompt: {}, expected: refused('prompt_no_outputs') },
  { name: 'no output node', prompt: { '1': empty() }, expected: refused('prompt_no_outputs') },
  {
    name: 'an unknown class',
    prompt: { '1': empty(), '2': node('NoSuchNode'), '9': save() },
    expected: refused('missing_node_type'),
    stock: oldRefusal,
  },
  {
    name: 'an inherited name as class',
    prompt: { '1': empty(), '2': node('constructor'), '9': save() },
    expected: refused('missing_node_type'),
    stock: oldRefusal,
  },
  {
    name: 'a node without class_type',
    prompt: { '1': empty(), '2': { inputs: {} }, '9': save() },
    expected: refused('missing_node_type'),
    stock: oldRefusal,
  },
  {
    name: 'a required input is missing',
    prompt: { '1': node('EmptyImage', { width: 64, batch_size: 1, color: 0 }), '9': save() },
    expected: failed({ '1': ['required_input_missing'] }),
  },
  {
    name: 'an output node lacks its input',
    prompt: { '9': node('PreviewImage') },
    expected: failed({ '9': ['required_input_missing'] }),
  },
  {
    name: 'a link of three',
    prompt: { '1': empty(), '9': save({ images: ['1', 0, 0] }) },
    expected: failed({ '9': ['bad_linked_input'] }),
  },
  {
    name: 'an empty link',
    prompt: { '1': empty(), '9': save({ images: [] }) },
    expected: failed({ '9': ['bad_linked_input'] }),
  },
  {
    name: 'a mask where an image is wanted',
    prompt: { '1': node('LoadImage', { image: 'there.png' }), '9': save({ images: ['1', 1] }) },
    expected: failed({ '9': ['return_type_mismatch'] }),
  },
  {
    name: 'an integer where an image is wanted',
    prompt: { '1': node('PrimitiveInt', { value: 3 }), '9': save() },
    expected: failed({ '9': ['return_type_mismatch'] }),
  },
  {
    name: 'anything fits an any-input',
    prompt: {
      '1': node('PrimitiveInt', { value: 3 }),
      '9': node('PreviewAny', { source: ['1', 0] }),
    },
    expected: fine,
  },
  {
    name: 'a link to a missing node',
    prompt: { '9': save({ images: ['77', 0] }) },
    expected: failed({ '9': ['exception_during_validation'] }),
  },
  {
    name: 'a link to a missing node further up',
    prompt: { '2': node('ImageInvert', { image: ['77', 0] }), '9': save({ images: ['2', 0] }) },
    expected: failed({ '2': ['exception_during_inner_validation'] }),
  },
  {
    name: 'a slot that is not there',
    prompt: { '1': empty(), '9': save({ images: ['1', 4] }) },
    expected: failed({ '9': ['exception_during_validation'] }),
  },
  {
    name: 'a slot counted from the end',
    prompt: { '1': empty(), '9': save({ images: ['1', -1] }) },
    expected: fine,
  },
  {
    name: 'a slot by name',
    prompt: { '1': empty(), '9': save({ images: ['1', 'IMAGE'] }) },
    expected: failed({ '9': ['exception_during_validation'] }),
  },
  {
    name: 'text for an integer',
    prompt: { '1': empty({ width: '64' }), '9': save() },
    expected: fine,
  },
  {
    name: 'text with spaces and underscores for an integer',
    prompt: { '1': empty({ width: ' 1_0 ' }), '9': save() },
    expected: fine,
  },
  {
    name: 'a fraction for an integer',
    prompt: { '1': empty({ width: 8.9 }), '9': save() },
    expected: fine,
  },
  {
    name: 'true for an integer',
    prompt: { '1': empty({ width: true }), '9': save() },
    expected: fine,
  },
  {
    name: 'a fraction as text for an integer',
    prompt: { '1': empty({ width: '64.0' }), '9': save() },
    expected: failed({ '1': ['invalid_input_type'] }),
  },
  {
    name: 'null for an integer',
    prompt: { '1': empty({ width: null }), '9': save() },
    expected: failed({ '1': ['invalid_input_type'] }),
  },
  {
    name: 'an object for an integer',
    prompt: { '1': empty({ width: { a: 1 } }), '9': save() },
    expected: failed({ '1': ['invalid_input_type'] }),
  },
  {
    name: 'a wrapped list for an integer',
    prompt: { '1': empty({ width: { __value__: [1] } }), '9': save() },
    expected: failed({ '1': ['invalid_input_type'] }),
  },
  {
    name: 'a wrapped integer',
    prompt: { '1': empty({ width: { __value__: 8 } }), '9': save() },
    expected: fine,
  },
  {
    name: 'words for a fraction',
    prompt: {
      '1': empty(),
      '2': node('ImageScaleBy', { image: ['1', 0], upscale_method: 'area', scale_by: 'half' }),
      '9': save({ images: ['2', 0] }),
    },
    expected: failed({ '2': ['invalid_input_type'] }),
  },
  {
    name: 'a fraction as text',
    prompt: {
      '1': empty(),
      '2': node('ImageScaleBy', { image: ['1', 0], upscale_method: 'area', scale_by: ' 5e-1 ' }),
      '9': save({ images: ['2', 0] }),
    },
    expected: fine,
  },
  {
    name: 'two limits passed',
    prompt: { '1': empty({ width: 0, height: 99_999 }), '9': save() },
    expected: failed({ '1': ['value_bigger_than_max', 'value_smaller_than_min'] }),
  },
  {
    name: 'a choice that is not offered',
    prompt: { '1': empty(), '2': scale({ crop: 'left' }), '9': save({ images: ['2', 0] }) },
    expected: failed({ '2': ['value_not_in_list'] }),
  },
  {
    name: 'a number for a choice',
    prompt: { '1': empty(), '2': scale({ crop: 1 }), '9': save({ images: ['2', 0] }) },
    expected: failed({ '2': ['value_not_in_list'] }),
  },
  {
    name: 'a number for a text',
    prompt: { '1': empty(), '9': save({ filename_prefix: 12 }) },
    expected: fine,
  },
  {
    name: 'a text for a switch',
    prompt: {
      '1': node('PrimitiveBoolean', { value: 'false' }),
      '9': node('PreviewAny', { source: ['1', 0] }),
    },
    expected: fine,
  },
  {
    name: 'one output good, one bad',
    prompt: { '1': empty(), '8': save(), '9': node('PreviewImage') },
    expected: { status: 200, nodes: { '9': ['required_input_missing'] } },
  },
  {
    name: 'a bad node that no output needs',
    prompt: { '1': empty(), '2': empty({ width: 'x' }), '9': save() },
    expected: fine,
  },
  {
    name: 'only the good output asked for',
    prompt: { '1': empty(), '8': save(), '9': node('PreviewImage') },
    targets: ['8'],
    expected: fine,
  },
  {
    name: 'targets that are no outputs',
    prompt: { '1': empty(), '8': save() },
    targets: ['1'],
    expected: refused('prompt_no_outputs'),
  },
  {
    name: 'a cycle',
    prompt: {
      '1': node('ImageInvert', { image: ['2', 0] }),
      '2': node('ImageInvert', { image: ['1', 0] }),
      '9': save(),
    },
    expected: failed({ '1': ['dependency_cycle'], '2': ['dependency_cycle'] }),
    stock: failed({}),
  },
  { name: 'a file that is there', prompt: load('there.png'), expected: fine },
  { name: 'a file in a folder', prompt: load('folder/there.png [input]'), expected: fine },
  {
    name: 'a file that is not there',
    prompt: load('gone.png'),
    expected: failed({ '1': ['custom_validation_failed'] }),
  },
  {
    name: 'a file that is not among the outputs',
    prompt: load('there.png [output]'),
    expected: failed({ '1': ['custom_validation_failed'] }),
  },
  {
    name: 'a file outside the folder',
    prompt: load('../input/there.png'),
    expected: failed({ '1': ['custom_validation_failed'] }),
    stock: fine,
  },
  {
    name: 'a number for a file',
    prompt: load(5),
    expected: failed({ '1': ['exception_during_inner_validation'] }),
  },
  {
    name: 'a node without inputs, connected to nothing',
    prompt: { '1': empty(), '2': { class_type: 'EmptyImage' }, '9': save() },
    expected: oldRefusal,
    // Accepted there, and the end of its worker thread: never send it.
    stock: { status: 500 },
  },
  {
    name: 'a node whose inputs are a list',
    prompt: { '1': empty(), '2': { class_type: 'EmptyImage', inputs: [] }, '9': save() },
    expected: oldRefusal,
    stock: { status: 500 },
  },
  {
    name: 'a node that is a text',
    prompt: { '1': empty(), '2': 'EmptyImage', '9': save() },
    expected: refused('missing_node_type'),
    stock: oldRefusal,
  },
  {
    name: 'a list of nodes',
    prompt: [empty(), save()],
    expected: oldRefusal,
    stock: { status: 500 },
  },
];
