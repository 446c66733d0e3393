/**
 * The door to workspaces, `/w/<token>/…`. Whoever has the token and is its owner is served:
 *
 * - the editor's page and files, from our editor directory;
 * - what the studio's routes answer (prompts, queue, history, files, settings, saved workflows), by
 *   those routes, for the pool that the workspace is: so all its results are kept like any others;
 * - everything else (routes and files of node packs) by the workspace's own process.
 *
 * Everybody else gets one and the same 403.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Caller } from '@/lib/domain/user';
import { workspacePool, type Workspace } from '@/lib/domain/workspace';
import type { Authenticator } from '@/lib/features/accounts/authenticate';
import type { WorkspaceAdmission } from '@/lib/features/workspaces/admit-workspace';
import type { ActivityNotes } from '@/lib/features/workspaces/touch-activity';
import { isForged, isSameOrigin } from '@/lib/http/origin';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { ComfySocketHub } from '../comfy-socket-hub';
import { errorReply } from '../error-reply';
import type { Gateway } from '../gateway';
import { parseTarget, STUDIO_BASE } from '../paths';
import { writeReply } from '../write-reply';
import { isHumanTraffic } from './human-traffic';
import type { WorkspaceOwnRoutes } from './own-routes';
import { passOn, passOnUpgrade } from './pass-on';
import { refuse, REFUSED_UPGRADE } from './refuse';
import { normalTarget, workspaceTargetOf, type WorkspaceTarget } from './workspace-path';
import { createOpenSockets } from './open-sockets';

export interface WorkspaceDoorDeps {
  readonly authenticator: Pick<Authenticator, 'fromRequest'>;
  readonly admission: WorkspaceAdmission;
  readonly activity: ActivityNotes;
  readonly gateway: Gateway;
  readonly comfySockets: Pick<ComfySocketHub, 'handleUpgrade'>;
  readonly ownRoutes: WorkspaceOwnRoutes;
  readonly trustProxy: boolean;
  readonly log: Logger;
}

export interface WorkspaceDoor {
  /** @returns false when the path is none of a workspace: the request is untouched */
  handle(request: IncomingMessage, response: ServerResponse): Promise<boolean>;
  /** @returns false when the path is none of a workspace */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  close(): void;
}

/** What the studio's routes refuse or leave empty, because pools serve everybody; here it is one user's. */
const PROCESS_OWN =
  /^(\/api)?\/(extensions|system_stats|free|i18n|workflow_templates|internal\/logs)(\/|$)/;
const isProcessOwn = (path: string): boolean => PROCESS_OWN.test(path);

interface Admitted {
  readonly caller: Caller;
  readonly workspace: Workspace;
  readonly token: string;
  /** From the slash after the token on. */
  readonly rest: string;
}

export function createWorkspaceDoor(deps: WorkspaceDoorDeps): WorkspaceDoor {
  const { gateway, log } = deps;
  const sockets = createOpenSockets(deps.admission);

  async function admit(
    request: IncomingMessage,
    { token, rest }: WorkspaceTarget,
  ): Promise<Admitted | null> {
    const { cookie, authorization } = request.headers;
    const caller = await deps.authenticator.fromRequest({ cookie, authorization });
    // A key of the API is no session: it opens the studio, and no workspace.
    if (caller === null || caller.mustChangePassword || caller.scopes !== null) return null;
    const workspace = await deps.admission.admit(token, caller.userId);
    return workspace && { caller, workspace, token, rest };
  }

  const headersOf = (request: IncomingMessage) => (name: string) =>
    request.headers[name]?.toString();

  function isRefused(request: IncomingMessage): boolean {
    return isForged(request.method ?? '', headersOf(request), deps.trustProxy);
  }

  /** Other sites' pages can open sockets to us, and the browser sends our cookie with them. */
  function isRefusedUpgrade(request: IncomingMessage): boolean {
    if (request.method !== 'GET') return true;
    const byCookie = request.headers.authorization === undefined;
    return byCookie && !isSameOrigin(headersOf(request), deps.trustProxy);
  }

  async function refuseTarget(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.resume();
    const error = new AppError('bad_request', 'This address is malformed.');
    await writeReply(request, response, errorReply(error, 'comfy', { requestId: '', log }));
  }

  async function serve(
    { caller, workspace, token, rest: sentRest }: Admitted,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (sentRest === '' || sentRest.startsWith('?')) {
      // The editor computes its base from the page's path, so the slash matters.
      response.writeHead(308, { location: `/w/${token}/${sentRest}` }).end();
      return;
    }
    const rest = normalTarget(sentRest);
    if (rest === null) return refuseTarget(request, response);
    if (isHumanTraffic(request.method ?? '', rest)) deps.activity.touch(workspace);
    const { path } = parseTarget(rest);
    if (await deps.ownRoutes.handle(path, { caller, workspace }, request, response)) return;
    if (!isProcessOwn(path)) {
      request.url = `${STUDIO_BASE}${rest}`;
      const own = { ...caller, pool: workspacePool(workspace.id) };
      if (await gateway.handle(request, response, own)) return;
    }
    request.url = rest;
    await passOn(workspace, request, response, log);
  }

  return {
    async handle(request, response) {
      const target = workspaceTargetOf(request);
      if (target === null) return false;
      response.setHeader('referrer-policy', 'no-referrer');
      try {
        const admitted = isRefused(request) ? null : await admit(request, target);
        if (admitted === null) refuse(request, response);
        else await serve(admitted, request, response);
      } catch (error) {
        log.warn({ error: errorMessage(error) }, 'a workspace’s request failed');
        if (response.headersSent) response.destroy();
        else refuse(request, response);
      }
      return true;
    },

    handleUpgrade(request, socket, head) {
      const target = workspaceTargetOf(request);
      if (target === null) return false;
      socket.on('error', () => socket.destroy());
      const rest = normalTarget(target.rest);
      if (rest === null || isRefusedUpgrade(request)) {
        socket.end(REFUSED_UPGRADE);
        return true;
      }
      admit(request, target).then(
        (admitted) => {
          if (admitted === null) {
            socket.end(REFUSED_UPGRADE);
            return;
          }
          const { caller, workspace, token } = admitted;
          deps.activity.touch(workspace);
          sockets.add(token, caller.userId, socket);
          const { path } = parseTarget(rest);
          if (path === '/ws' || path === '/api/ws') {
            request.url = `${STUDIO_BASE}${rest}`;
            deps.comfySockets.handleUpgrade(request, socket, head);
          } else passOnUpgrade(workspace, rest, request, socket, head);
        },
        () => socket.end(REFUSED_UPGRADE),
      );
      return true;
    },

    close: () => sockets.stop(),
  };
}
