import { transaction } from '../kernel/db/transaction.ts';
import { loadHolidays } from '../rooms/holidays/load.ts';
import { scopeOfFirstAdmin } from './acting-sql.ts';
import { printMade } from './answer.ts';
import { type Command, type CommandCall, jsonOption, tenantOption, UsageError } from './command.ts';
import { tenantOf } from './tenants.ts';

export const holidayCommands: Record<string, Command> = {
  'holidays load': {
    summary: 'Load the public holidays of a country and year, such as GB-ENG 2027, into a workday',
    operands: ['COUNTRY', 'YEAR'],
    options: {
      workday: { description: 'Id of the workday that they are for (default: the default one)', value: 'ID' },
      types: { description: 'Kinds, with commas: public (default), bank, school, optional, observance', value: 'LIST' },
      tenant: tenantOption,
      json: jsonOption,
    },
    run: load,
  },
};

async function load(call: CommandCall): Promise<void> {
  const [country = '', yearText = ''] = call.operands;
  const year = wholeNumber('YEAR', yearText, 1_900, 2_199);
  const workday = call.option('workday');
  const asked = {
    country,
    year,
    ...(workday !== undefined && { workday_id: wholeNumber('--workday', workday, 1, 2_147_483_647) }),
    types: call.option('types') ?? null,
  };
  const context = await call.open();
  const scope = await scopeOfFirstAdmin(context, await tenantOf(call, context));
  const now = context.now() - (context.now() % 1_000);
  const loaded = await transaction(context.database, (connection) => loadHolidays(connection, scope, now, asked));
  const { made, existing, workdayId } = loaded;
  printMade(call, `Loaded ${made.length} holidays of ${loaded.country} in ${year}; ${existing} were there already.`, {
    country: loaded.country,
    year,
    workday: workdayId,
    loaded: made.length,
    existing,
  });
}

function wholeNumber(what: string, text: string, least: number, most: number): number {
  const number = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${what} must be a number from ${least} to ${most}, not '${text}'.`);
}
