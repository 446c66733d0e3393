import NextAuth from 'next-auth';
import type { NextRequest } from 'next/server';

import { errorResponse } from '@/lib/http/route';
import { authOptions } from '@/lib/http/session';
import { AppError } from '@/lib/kernel/errors';

/** What next-auth answers; it throws for anything else. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  GET: ['providers', 'session', 'csrf', 'signin', 'signout', 'callback', 'verify-request', 'error'],
  POST: ['session', 'signin', 'signout', 'callback'],
};
const FORM = 'application/x-www-form-urlencoded';

interface Context {
  readonly params: Promise<{ nextauth: string[] }>;
}

/** @throws AppError for what next-auth would fail on */
async function check(request: NextRequest, context: Context): Promise<void> {
  const [action = ''] = (await context.params).nextauth;
  if (ACTIONS[request.method]?.includes(action) !== true) {
    throw new AppError('not_found', `There is no act "${action.slice(0, 80)}" on sessions.`);
  }
  const type = request.headers.get('content-type');
  // Of JSON it would take values of any type for texts.
  if (request.method === 'POST' && type !== null && !type.startsWith(FORM)) {
    throw new AppError('unsupported_media_type', `The body has to be ${FORM}.`);
  }
}

async function handle(request: NextRequest, context: Context): Promise<Response> {
  try {
    await check(request, context);
    const handler = NextAuth(authOptions()) as (
      request: NextRequest,
      context: Context,
    ) => Promise<Response>;
    return await handler(request, context);
  } catch (error) {
    return errorResponse(error);
  }
}

export { handle as GET, handle as POST };
