import { z } from 'zod';

import { describeWorkspace } from '@/lib/features/workspaces/describe-workspace';
import { keepWorkspace } from '@/lib/features/workspaces/keep-workspace';
import { userRoute } from '@/lib/http/route';
import { describeDeps } from '@/lib/http/workspace-deps';
import { AppError } from '@/lib/kernel/errors';

const which = z.object({ id: z.string().min(1).max(64) });

export const POST = userRoute(
  { body: which, needs: 'session' },
  async ({ caller, body, services: web }) => {
    const deps = { workspaces: web.db.workspaces, publisher: web.publisher };
    const kept = await keepWorkspace(deps, caller.userId, body.id);
    if (kept === null) throw new AppError('not_found', 'You have no such workspace.');
    return describeWorkspace(describeDeps(web), kept);
  },
);
