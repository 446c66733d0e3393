import { z } from 'zod';

import { DEVICE_KINDS } from '@/lib/domain/device';
import { describeWorkspace } from '@/lib/features/workspaces/describe-workspace';
import { endWorkspace } from '@/lib/features/workspaces/end-workspace';
import { readWorkspaceOverview } from '@/lib/features/workspaces/read-overview';
import { requestWorkspace } from '@/lib/features/workspaces/request-workspace';
import { userRoute } from '@/lib/http/route';
import { describeDeps, endDeps, requestDeps } from '@/lib/http/workspace-deps';
import { AppError } from '@/lib/kernel/errors';

export const GET = userRoute({ needs: 'session' }, ({ caller, services: web }) =>
  readWorkspaceOverview({ ...describeDeps(web), ...web.db }, caller),
);

const wish = z.object({ kind: z.enum(DEVICE_KINDS).nullable().default(null) });

export const POST = userRoute(
  { body: wish, needs: 'session' },
  async ({ caller, body, services: web }) =>
    describeWorkspace(
      describeDeps(web),
      await requestWorkspace(requestDeps(web), caller, body.kind),
    ),
);

const which = z.object({ id: z.string().min(1).max(64) });

export const DELETE = userRoute(
  { query: which, needs: 'session' },
  async ({ caller, query, services: web }) => {
    const ended = await endWorkspace(endDeps(web), caller.userId, query.id, 'by-owner');
    if (ended === null)
      throw new AppError('not_found', 'You have no such workspace, or it has ended.');
    return null;
  },
);
