import { migrate } from '../kernel/db/migrate.ts';
import { openDatabase } from '../kernel/db/open.ts';
import type { Command } from './command.ts';

export const migrateCommand: Command = {
  summary: 'Bring the database up to date (a starting server does so, too)',
  run: async ({ config, out }) => {
    const database = await openDatabase(config);
    try {
      const applied = await migrate(database);
      for (const name of applied) out.write(`applied ${name}\n`);
      if (applied.length === 0) out.write('The database is up to date.\n');
    } finally {
      await database.close();
    }
  },
};
