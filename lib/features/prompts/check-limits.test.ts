import { expect, test } from 'vitest';

import { limitsOf, type Limits } from '@/lib/domain/limits';
import { checkAllowed } from './check-limits';

const GRAPH = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sdxl/base.safetensors' } },
  '2': { class_type: 'SaveImage', inputs: { images: ['1', 0] } },
};
const caller = (limits: Partial<Limits>) => ({
  pool: 'default',
  limits: limitsOf('user', limits),
});

test.each<[Partial<Limits>, string | null]>([
  [{}, null],
  [{ pools: ['fast'] }, 'pool default. Allowed: fast'],
  [{ pools: ['default'] }, null],
  [{ nodeTypes: ['SaveImage'] }, 'node types CheckpointLoaderSimple. Allowed: SaveImage'],
  [{ nodeTypes: [] }, 'Allowed: none'],
  [{ models: ['sdxl/*'] }, null],
  [{ models: ['sd15/*'] }, 'models sdxl/base.safetensors'],
])('%j', (limits, problem) => {
  const check = (): void => checkAllowed(caller(limits), GRAPH);
  if (problem === null) expect(check).not.toThrow();
  else expect(check).toThrow(problem);
});
