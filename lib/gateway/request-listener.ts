/** The one entry of all HTTP requests: the gateway first, what is left to Next. */
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { isHttps, settleClientHeaders } from './client-address';
import { unframed } from './editor/frame-path';
import type { Gateway } from './gateway';
import { isPlainPath, parseTarget } from './paths';
import { preparePage, type PageOptions } from './prepare-page';
import { setCommonHeaders } from './security-headers';
import type { WorkspaceDoor } from './workspaces/workspace-door';

export interface RequestListenerDeps extends PageOptions {
  readonly gateway: Gateway;
  /** The door to workspaces, where there is one. */
  readonly workspaces?: Pick<WorkspaceDoor, 'handle'>;
  readonly drawPage: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly log: Logger;
}

export function createRequestListener(deps: RequestListenerDeps): RequestListener {
  const { gateway, drawPage, trustProxy, publicUrl } = deps;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.url = unframed(request.url ?? '/');
    const https = isHttps(request, trustProxy, publicUrl);
    settleClientHeaders(request, trustProxy);
    setCommonHeaders(response, https);
    if ((await deps.workspaces?.handle(request, response)) === true) return;
    if (await gateway.handle(request, response)) return;
    if (!isPlainPath(parseTarget(request.url).path)) {
      // Next answers 500 to addresses that it cannot decode.
      request.resume();
      response.writeHead(400, { 'content-type': 'text/plain; charset=utf-8' });
      response.end('This address is malformed.');
      return;
    }
    if (preparePage(request, response, deps)) await drawPage(request, response);
  }

  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      deps.log.error({ error: errorMessage(error) }, 'request failed');
      response.destroy();
    });
  };
}
