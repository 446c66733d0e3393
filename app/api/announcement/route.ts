import { userRoute } from '@/lib/http/route';

/** `GET` → `{announcement}`: what everybody shall know now, or null. */
export const GET = userRoute({}, async ({ services: { settings } }) => ({
  announcement: (await settings.read()).announcement,
}));
