/** What a workspace's door answers by itself: the editor's page, and what the page asks about the workspace. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Caller } from '@/lib/domain/user';
import type { Workspace } from '@/lib/domain/workspace';
import { describeWorkspace, type DescribeDeps } from '@/lib/features/workspaces/describe-workspace';
import { keepWorkspace, type KeepWorkspaceDeps } from '@/lib/features/workspaces/keep-workspace';

import { bytes, empty, json, type Reply } from '../reply';
import { writeReply } from '../write-reply';

export interface WorkspaceVisit {
  readonly caller: Caller;
  readonly workspace: Workspace;
}

export interface WorkspaceOwnRoutes {
  /** @param path below the token @returns false when it is none of these: nothing was written */
  handle(
    path: string,
    visit: WorkspaceVisit,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<boolean>;
}

export interface OwnRoutesDeps {
  readonly describe: DescribeDeps;
  readonly keep: KeepWorkspaceDeps;
  /** The editor's own page, and the policy for it. */
  readonly page: { readonly body: Buffer; readonly policy: string };
  /** The bundle of `components/workspace-editor`. */
  readonly scriptFile: string;
}

const SCRIPT_PATH = 'atelier/page.js';
/** Before it ours stands: see `components/workspace-editor/page.ts`. */
const EDITORS_SCRIPT = '<script type="module"';
const FRESH = { 'cache-control': 'no-store' };

export async function createWorkspaceOwnRoutes(deps: OwnRoutesDeps): Promise<WorkspaceOwnRoutes> {
  const script = await readFile(deps.scriptFile);
  const html = deps.page.body.toString();

  /** The editor's page with our script, which learns from it whose page this is. */
  function pageFor({ caller }: WorkspaceVisit): Buffer {
    const ours =
      `<meta name="atelier-owner" content="${caller.userId}"/>` +
      `<script type="module" src="${SCRIPT_PATH}"></script>`;
    return Buffer.from(html.replace(EDITORS_SCRIPT, ours + EDITORS_SCRIPT));
  }

  async function stateOf({ workspace }: WorkspaceVisit): Promise<Reply> {
    const { state, reason, restarts, idle } = await describeWorkspace(deps.describe, workspace);
    return json({ state, reason, restarts, idle }, 200, FRESH);
  }

  const routes: Record<string, (visit: WorkspaceVisit) => Promise<Reply> | Reply> = {
    'GET /': (visit) =>
      bytes(pageFor(visit), 'text/html; charset=utf-8', {
        ...FRESH,
        'content-security-policy': deps.page.policy,
      }),
    [`GET /${SCRIPT_PATH}`]: () => bytes(script, 'text/javascript; charset=utf-8', FRESH),
    'GET /atelier/state': stateOf,
    // That it was asked for is all there is to it: the door notes it.
    'POST /atelier/activity': () => empty(204),
    async 'POST /atelier/keep'({ workspace }) {
      await keepWorkspace(deps.keep, workspace.userId, workspace.id);
      return empty(204);
    },
  };

  return {
    async handle(path, visit, request, response) {
      const method = request.method === 'HEAD' ? 'GET' : (request.method ?? '');
      const name = `${method} ${path}`;
      const route = Object.hasOwn(routes, name) ? routes[name] : undefined;
      if (route === undefined) return false;
      request.resume();
      await writeReply(request, response, await route(visit));
      return true;
    },
  };
}
