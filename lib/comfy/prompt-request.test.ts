import { expect, test } from 'vitest';

import { editorWorkflowIdOf, parsePromptRequest, type PromptRequest } from './prompt-request';

function parse(body: unknown): PromptRequest {
  const parsed = parsePromptRequest(body);
  if ('error' in parsed) throw new Error(parsed.error.type);
  return parsed.request;
}

test('the client id at the top wins, also when it is null', () => {
  const extra_data = { client_id: 'inner' };
  expect(parse({ prompt: {}, client_id: 'outer', extra_data }).clientId).toBe('outer');
  expect(parse({ prompt: {}, extra_data }).clientId).toBe('inner');
  expect(parse({ prompt: {}, client_id: null, extra_data }).clientId).toBeNull();
});

test('a client id that cannot be one means that nobody is told', () => {
  for (const client_id of ['', 5, {}, 'x'.repeat(201)]) {
    expect(parse({ prompt: {}, client_id }).clientId).toBeNull();
  }
});

test('extra data without its secrets; what is no object is empty', () => {
  const extra_data = { auth_token_comfy_org: 'a', api_key_comfy_org: 'b', client_id: 'c', d: 1 };
  expect(parse({ prompt: {}, extra_data }).extraData).toEqual({ d: 1 });
  expect(parse({ prompt: {}, extra_data: [1] }).extraData).toEqual({});
});

test('the editor’s workflow id is found, and nothing else is taken for one', () => {
  expect(editorWorkflowIdOf({ extra_pnginfo: { workflow: { id: 'w' } } })).toBe('w');
  for (const extra of [{}, { extra_pnginfo: null }, { extra_pnginfo: { workflow: { id: 5 } } }]) {
    expect(editorWorkflowIdOf(extra)).toBeNull();
  }
});

test('what is nested too deep to be written again is refused wherever it stands', () => {
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
  const prompt = { '1': { class_type: 'A', inputs: { x: deep } } };
  for (const body of [{ prompt }, { prompt: {}, extra_data: { deep } }]) {
    expect(parsePromptRequest(body)).toMatchObject({
      error: { message: 'Cannot execute because the prompt is nested more than 100 levels deep.' },
    });
  }
});
