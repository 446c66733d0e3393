/** Commands for the shell, run against the configured database: `dist/cli.js <command>`. */
import { Command, InvalidArgumentError } from 'commander';

import { ROLES, type Role } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { ensureFirstAdmin } from '@/lib/features/accounts/ensure-first-admin';
import { resetPassword } from '@/lib/features/accounts/reset-password';
import { env } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import { connectDatabase, type Database } from '@/prisma-free-db/client';
import { applyIndexes } from '@/prisma-free-db/indexes';

interface Printed {
  readonly json?: boolean;
}

/** Connects, runs the work, closes. */
async function withDatabase<Result>(work: (db: Database) => Promise<Result>): Promise<Result> {
  const { MONGODB_URI, MONGODB_DB } = env('cli');
  const db = await connectDatabase(MONGODB_URI, MONGODB_DB);
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

function readRole(value: string): Role {
  const role = ROLES.find((known) => known === value);
  if (role === undefined) throw new InvalidArgumentError(`want one of ${ROLES.join(', ')}`);
  return role;
}

/** A password is shown on the terminal that asked for it, and nowhere else. */
function printPassword(email: string, password: string, { json }: Printed): void {
  if (json) {
    console.log(JSON.stringify({ email, oneTimePassword: password }));
    return;
  }
  console.log(`${email}\nOne-time password: ${password}   (shown only now)`);
}

const program = new Command('atelier').description('Commands for the shell');

program
  .command('migrate')
  .description('create the indexes that are missing')
  .action(async () => {
    const applied = await withDatabase((db) => applyIndexes(db.collections));
    console.log(`${applied} indexes are in place`);
  });

program
  .command('ensure-admin <email>')
  .description('make the first admin when there is no user at all')
  .option('--json', 'print {email, oneTimePassword}, or null')
  .action(async (email: string, options: Printed) => {
    const made = await withDatabase((db) => ensureFirstAdmin({ db }, email));
    if (made !== null) printPassword(made.email, made.oneTimePassword, options);
    else console.log(options.json ? 'null' : 'There are users already.');
  });

program
  .command('create-user <email>')
  .description('make a user with a one-time password')
  .option('--name <name>', 'how others see the user')
  .option('--role <role>', 'admin, operator, user or guest', readRole, 'user')
  .option('--json', 'print {email, oneTimePassword}')
  .action(async (email: string, options: Printed & { name?: string; role: Role }) => {
    const { name, role } = options;
    const made = await withDatabase((db) => createUser({ db }, { email, name, role }));
    printPassword(made.user.email, made.oneTimePassword ?? '', options);
  });

program
  .command('reset-password <email>')
  .description('end all sessions of a user and give a one-time password')
  .option('--json', 'print {email, oneTimePassword}')
  .action(async (email: string, options: Printed) => {
    const made = await withDatabase((db) => resetPassword({ db }, email));
    printPassword(made.user.email, made.oneTimePassword, options);
  });

try {
  await program.parseAsync();
} catch (error) {
  console.error(errorMessage(error));
  process.exitCode = 1;
}
