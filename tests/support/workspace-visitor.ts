/** A person who uses a workspace over HTTP, as their browser does: with the session's cookie. */
import type { WorkspaceOverview, WorkspaceView } from '@/lib/domain/workspace-view';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';

import type { Stack, StackUser } from './stack';
import { waitFor } from './wait-for';
import { LONG_MS } from './workspaces';

export class WorkspaceVisitor {
  private constructor(
    readonly stack: Stack,
    readonly user: StackUser,
    readonly cookie: string,
  ) {}

  static async of(stack: Stack): Promise<WorkspaceVisitor> {
    const user = await stack.createUser();
    return new WorkspaceVisitor(stack, user, `${SESSION_COOKIE}=${await stack.signIn(user)}`);
  }

  /** @param target from the root */
  fetch(target: string, init: RequestInit = {}): Promise<Response> {
    const headers = { cookie: this.cookie, ...(init.headers as Record<string, string>) };
    return fetch(`${this.stack.url}${target}`, { redirect: 'manual', ...init, headers });
  }

  async post(target: string, body: unknown): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return this.fetch(target, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async overview(): Promise<WorkspaceOverview> {
    return (await (await this.fetch('/api/workspace')).json()) as WorkspaceOverview;
  }

  async start(): Promise<WorkspaceView> {
    const answer = await this.post('/api/workspace', {});
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
    return (await answer.json()) as WorkspaceView;
  }

  until(what: string, is: (view: WorkspaceView) => boolean): Promise<WorkspaceView> {
    return waitFor(
      async () => {
        const { workspace } = await this.overview();
        return workspace !== null && is(workspace) && workspace;
      },
      `a workspace that is ${what}`,
      LONG_MS,
    );
  }

  /** @returns its path */
  async open(): Promise<string> {
    await this.start();
    const { path } = await this.until('ready', ({ state }) => state === 'ready');
    if (path === null) throw new Error('a ready workspace has no path');
    return path;
  }

  async end(): Promise<void> {
    const { workspace } = await this.overview();
    await this.fetch(`/api/workspace?id=${workspace?.id ?? ''}`, { method: 'DELETE' });
    await this.until('over', ({ state }) => state === 'ended');
  }

  /** Runs a graph there, and waits for its end. @returns the history entry's outputs */
  async run(path: string, graph: object): Promise<Record<string, Record<string, unknown[]>>> {
    const answer = await this.post(`${path}api/prompt`, { prompt: graph, client_id: 'visitor' });
    const { prompt_id: id } = (await answer.json()) as { prompt_id?: string };
    if (id === undefined) throw new Error(`not accepted: ${answer.status}`);
    return waitFor(
      async () => {
        const history = (await (await this.fetch(`${path}history/${id}`)).json()) as Record<
          string,
          { outputs: Record<string, Record<string, unknown[]>> }
        >;
        return history[id]?.outputs;
      },
      'the end of the prompt',
      LONG_MS,
    );
  }
}
