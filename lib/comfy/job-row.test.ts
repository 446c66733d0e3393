import { expect, test } from 'vitest';

import type { PromptRun } from '@/lib/domain/prompt-run';
import type { RunId, UserId } from '@/lib/kernel/ids';

import { jobDetail, jobRow, stateOfJob } from './job-row';
import { normaliseOutputs, summariseOutputs } from './output-summary';

const run = (changes: Partial<PromptRun> = {}): PromptRun => ({
  id: 'r' as RunId,
  userId: 'u' as UserId,
  promptId: 'p',
  state: 'queued',
  attempt: 0,
  claims: 0,
  number: 7,
  pool: 'default',
  clientId: null,
  workflowId: 'w',
  editorWorkflowId: null,
  outputNodes: ['9'],
  inputs: [],
  scheduling: {
    lane: 'interactive',
    order: 0,
    runningMax: null,
    costKey: '',
    models: [],
    without: [],
  },
  deviceSeconds: 0,
  graphBytes: null,
  lease: null,
  cancelRequested: false,
  device: null,
  outputs: {},
  meta: {},
  messages: [],
  error: null,
  reuseKey: null,
  reusedFrom: null,
  createdAt: new Date(1_000),
  startedAt: null,
  finishedAt: null,
  ...changes,
});

test('what has no value is left out of a row, because a null would empty the editor’s list', () => {
  expect(jobRow(run())).toEqual({
    id: 'p',
    status: 'pending',
    priority: 7,
    create_time: 1_000,
    outputs_count: 0,
    previewable_outputs_count: 0,
  });
});

test('a run that went back to the queue has not started', () => {
  expect(jobRow(run({ attempt: 1, startedAt: new Date(2_000) }))).not.toHaveProperty(
    'execution_start_time',
  );
});

test('a failed run without a told message still has every field of an error', () => {
  const error = {
    nodeId: '',
    nodeType: '',
    exceptionType: 'RunnerStopped',
    exceptionMessage: 'It stopped.',
    traceback: [],
  };
  const row = jobRow(run({ state: 'failed', error, finishedAt: new Date(3_000) }));
  expect(row.execution_error).toEqual({
    prompt_id: 'p',
    node_id: '',
    node_type: '',
    exception_type: 'RunnerStopped',
    exception_message: 'It stopped.',
    traceback: [],
    executed: [],
    current_inputs: {},
    current_outputs: [],
    timestamp: 3_000,
  });
});

test('details of a run whose graph is gone show an empty graph', () => {
  expect(jobDetail(run({ clientId: 'tab' }), null).workflow).toEqual({
    prompt: {},
    extra_data: { client_id: 'tab', create_time: 1_000 },
  });
});

test('each status names one state', () => {
  expect(stateOfJob('pending')).toBe('queued');
  expect(stateOfJob('completed')).toBe('succeeded');
});

test('a saved picture stands for the run before a preview, a saved text and a bare text', () => {
  const saved = { filename: 'a.png', subfolder: '', type: 'output' };
  const temporary = { filename: 't.png', subfolder: '', type: 'temp' };
  const note = { filename: 'n.txt', subfolder: '', type: 'output' };
  const texts = { '1': { text: ['hello'] } };
  const notes = { ...texts, '2': { files: [note] } };
  const previews = { ...notes, '3': { images: [temporary] } };
  const all = { ...previews, '4': { images: [saved, saved], animated: [false] } };
  expect(summariseOutputs(texts).preview).toEqual({
    content: 'hello',
    nodeId: '1',
    mediaType: 'text',
  });
  expect(summariseOutputs(notes).preview).toMatchObject({ filename: 'n.txt', nodeId: '2' });
  expect(summariseOutputs(previews).preview).toMatchObject({ filename: 't.png', nodeId: '3' });
  expect(summariseOutputs(all)).toEqual({
    count: 4,
    previewableCount: 4,
    preview: { ...saved, nodeId: '4', mediaType: 'images' },
  });
});

test('files that cannot be shown are counted and stand for nothing', () => {
  const latent = { filename: 'a.latent', subfolder: '', type: 'output' };
  expect(summariseOutputs({ '1': { latents: [latent] } })).toEqual({
    count: 1,
    previewableCount: 0,
    preview: null,
  });
  const strange = { filename: 'a.png', subfolder: '', type: 'elsewhere' };
  expect(summariseOutputs({ '1': { images: [strange] } }).preview).toBeNull();
});

test('a long text is cut for the list', () => {
  const { preview } = summariseOutputs({ '1': { text: ['x'.repeat(2_000)] } });
  expect(preview).toMatchObject({ truncated: true, content: 'x'.repeat(1_024) });
});

test('names of 3D files become files, nulls go, all else stays', () => {
  const outputs = { '1': { result: ['m.glb', null, 'text', { filename: 'a.png' }] } };
  expect(normaliseOutputs(outputs)).toEqual({
    '1': {
      result: [
        { filename: 'm.glb', type: 'output', subfolder: '', mediaType: '3d' },
        'text',
        { filename: 'a.png' },
      ],
    },
  });
});
