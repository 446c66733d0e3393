/** Tells a workspace's owner what became of it, and workers that there is something to do. */
import type { Redis } from 'ioredis';

import { idleSecondsLeft, type Workspace } from '@/lib/domain/workspace';
import type { Publisher } from '@/lib/realtime/channel';

/** The channel on which workers hear at once what they would find in the documents a second later. */
export const workspaceChannel = (prefix: string): string => `${prefix}:workspaces`;

export function tellOwner(publisher: Publisher, workspace: Workspace, now = new Date()): void {
  const { id, userId, state, reason } = workspace;
  publisher.publish(userId, {
    kind: 'workspace',
    workspaceId: id,
    state,
    reason,
    secondsLeft: state === 'ready' ? idleSecondsLeft(workspace, now) : null,
  });
}

/** Lost while Redis is away: workers look by themselves. */
export function wakeWorkers(redis: Pick<Redis, 'publish'>, prefix: string): void {
  redis.publish(workspaceChannel(prefix), 'look').catch(() => undefined);
}
