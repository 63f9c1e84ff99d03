import { newSecret } from '../kernel/auth/secret.ts';
import { formatCivilDate, parseCivilDate, weekdayOf } from '../kernel/time/civil.ts';
import { DAY, HOUR } from '../kernel/time/units.ts';
import { addressOf, tourSignIns } from '../seed/desk.ts';
import { seedDemo } from '../seed/seed-demo.ts';
import { scopeOfFirstAdmin } from './acting-sql.ts';
import { printMade } from './answer.ts';
import { type Command, type CommandCall, jsonOption, tenantOption, UsageError } from './command.ts';
import { tenantOf } from './tenants.ts';

const shortestPassword = 12;

export const seedCommands: Record<string, Command> = {
  'seed demo': {
    summary: 'Make a believable week of a 12-agent desk in three time zones, to try things on',
    options: {
      week: { description: 'Any day of the week to fill (default: this week)', value: 'YYYY-MM-DD' },
      password: { description: 'Password of the manager and the agent who can sign in (default: made up)' },
      tenant: tenantOption,
      json: jsonOption,
    },
    run: seedWeek,
  },
};

async function seedWeek(call: CommandCall): Promise<void> {
  const asked = askedDay(call);
  const password = call.option('password') ?? newSecret(12);
  if ([...password].length < shortestPassword) {
    throw new UsageError(`--password must have at least ${shortestPassword} characters.`);
  }
  const context = await call.open();
  const scope = await scopeOfFirstAdmin(context, await tenantOf(call, context));
  const monday = mondayOf(asked ?? Math.floor(context.now() / DAY));
  const midweek = (monday + 2) * DAY + 12 * HOUR;
  // Nothing of the present week that lies ahead is done yet. A week that was asked for is the same whenever it is made.
  const doneBefore = asked === undefined ? Math.min(midweek, context.now()) : midweek;
  const made = await seedDemo(context, scope, { monday, doneBefore, password });
  if (!made) {
    call.err.write('The demonstration is there already; nothing was changed.\n');
    return;
  }
  const [manager, agent] = tourSignIns.map(addressOf);
  printMade(call, `Made the week of ${formatCivilDate(monday)}.`, {
    week: formatCivilDate(monday),
    ...made,
    manager,
    agent,
    password: call.option('password') ? undefined : password,
  });
}

function askedDay(call: CommandCall): number | undefined {
  const text = call.option('week');
  if (text === undefined) return undefined;
  const day = parseCivilDate(text);
  if (day === undefined) throw new UsageError(`--week must be a date such as 2026-11-23, not '${text}'.`);
  return day;
}

function mondayOf(day: number): number {
  return day - ((weekdayOf(day) + 6) % 7);
}
