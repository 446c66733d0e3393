import NextAuth from 'next-auth';

import { authOptions } from '@/lib/http/session';

async function handle(request: Request, context: unknown): Promise<Response> {
  const handler = NextAuth(authOptions()) as (
    request: Request,
    context: unknown,
  ) => Promise<Response>;
  return handler(request, context);
}

export { handle as GET, handle as POST };
