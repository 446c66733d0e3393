/** A route about the caller's own runs, answered from MongoDB. */
import type { Reply } from '@/lib/gateway/reply';
import type { GatewayRequest, Method, Place, Route } from '@/lib/gateway/route';

export function ownRoute(
  method: Method,
  place: Place,
  path: string,
  handle: (request: GatewayRequest) => Promise<Reply>,
): Route {
  return { method, place, path, source: 'mongodb', access: 'signed-in', handle };
}
