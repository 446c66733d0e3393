import { adminRoute } from '@/lib/http/route';
import { readRunnerLog } from '@/lib/realtime/runner-log';

const LINES = 500;

/** `GET` → `{lines: [{at, text}]}`: the last lines of the slot's runner, oldest first. */
export const GET = adminRoute(
  { permission: 'logs.view' },
  async ({ params, services: { redis, env } }) => {
    const lines = await readRunnerLog(redis, env.REDIS_PREFIX, params['id'] ?? '');
    return { lines: lines.slice(-LINES) };
  },
);
