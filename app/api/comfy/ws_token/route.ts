import { signToken } from '@/lib/features/accounts/tokens';
import { userRoute } from '@/lib/http/route';

/** `GET` → `{ws_token, expires_in}`: a short-lived ticket that opens sockets and nothing else. */
export const GET = userRoute({}, async ({ caller, services: { keys, env } }) => {
  const user = { id: caller.userId, tokenVersion: caller.tokenVersion };
  return {
    ws_token: await signToken(keys, user, 'ws', env.WS_TOKEN_TTL_S, caller.sessionId),
    expires_in: env.WS_TOKEN_TTL_S,
  };
});
