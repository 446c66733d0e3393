import { expect, test } from 'vitest';

import { editorKeys } from './editor-storage';

test('all keys are the editor’s but the ones that start with our names', () => {
  const keys = [
    'atelier.studio.owner',
    'Comfy.Workflow.Draft.v2:personal:1',
    'nextauth.message',
    'workflow',
    'litegrapheditor_clipboard',
    'of-a-custom-node',
    'clientId',
  ];
  const store = { length: keys.length, key: (index: number) => keys[index] ?? null };
  expect(editorKeys(store)).toEqual([
    'Comfy.Workflow.Draft.v2:personal:1',
    'workflow',
    'litegrapheditor_clipboard',
    'of-a-custom-node',
    'clientId',
  ]);
});
