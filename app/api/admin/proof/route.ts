import { apiTargets, builtApiPatterns, gatewayTargets } from '@/lib/gateway/proof/list-targets';
import { runProof } from '@/lib/gateway/proof/run-proof';
import { adminAct, adminRoute } from '@/lib/http/route';

const SHEETS = 100;
const EVERYWHERE = ['0.0.0.0', '::'];

/** `GET` → `{sheets}`, newest first, without their lines. */
export const GET = adminRoute({ permission: 'proof.run' }, async ({ services: { db } }) => ({
  sheets: await db.proofSheets.listAsSystem(SHEETS),
}));

/** `POST` → `{sheet}`: proves on the running system, which takes some seconds. */
export const POST = adminAct(
  { permission: 'proof.run' },
  async ({ caller, record, services: web }) => {
    const { HOST: host, PORT: port } = web.env;
    const origin = `http://${EVERYWHERE.includes(host) ? '127.0.0.1' : host}:${port}`;
    const target = { kind: 'installation', id: 'proof', name: 'proof of isolation' } as const;
    return record({ act: 'proof.run', target }, async () => {
      const targets = [...gatewayTargets(), ...apiTargets(await builtApiPatterns(process.cwd()))];
      return { sheet: await runProof(web, { origin, targets, by: caller.email }) };
    });
  },
);
