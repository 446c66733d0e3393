import { userRoute } from '@/lib/http/route';

/** `GET` → bytes of the caller's results, uploads and trash, their sum and the limit (null: none). */
export const GET = userRoute({}, ({ caller, services: { storage } }) => storage.read(caller));
