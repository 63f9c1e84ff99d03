import { transaction } from '../kernel/db/transaction.ts';
import type { Context } from '../kernel/http/context.ts';
import { findZone } from '../kernel/time/zones.ts';
import { createTenant, type Tenant, tenants } from '../rooms/directory/tenant-sql.ts';
import { setTenantDisabled } from '../rooms/sign-in/account-sql.ts';
import { printMade, printRows } from './answer.ts';
import { type Command, type CommandCall, jsonOption, UsageError } from './command.ts';

/** The tenant that `--tenant` names, or the only one.
 * @throws UsageError that says which there are. */
export async function tenantOf(call: CommandCall, context: Context): Promise<Tenant> {
  return chosenTenant(await tenants(context.database.pool), call.option('tenant'));
}

export const tenantCommands: Record<string, Command> = {
  'tenant add': {
    summary: 'Make a tenant, with its default workday and lookups',
    options: {
      name: { description: 'Its name, which sign-ins use', needed: true },
      timezone: { description: 'IANA zone (default: ALMANAC_TIMEZONE, else UTC)', value: 'ZONE' },
      json: jsonOption,
    },
    run: addTenant,
  },
  'tenant list': { summary: 'List the tenants', options: { json: jsonOption }, run: listTenants },
  'tenant disable': switchCommand('Stop everything of a tenant; its data stays', true),
  'tenant enable': switchCommand('Take that back', false),
};

async function addTenant(call: CommandCall): Promise<void> {
  const context = await call.open();
  const name = (call.option('name') ?? '').trim();
  const timezone = call.option('timezone') ?? call.config.timezone;
  if (!findZone(timezone)) throw new UsageError(`There is no time zone '${timezone}'.`);
  const now = context.now();
  const made = await transaction(context.database, (connection) => createTenant(connection, { name, timezone, now }));
  if (!made) throw new Error(`There is already a tenant '${name}'.`);
  printMade(call, 'Made a tenant. Add an admin next: almanac agent add --role admin', {
    id: made.id,
    name: made.name,
    timezone: made.timezone,
  });
}

async function listTenants(call: CommandCall): Promise<void> {
  const context = await call.open();
  printRows(call, await tenants(context.database.pool));
}

function switchCommand(summary: string, disabled: boolean): Command {
  return {
    summary,
    options: { name: { description: 'Its name', needed: true }, json: jsonOption },
    run: async (call) => {
      const context = await call.open();
      const tenant = chosenTenant(await tenants(context.database.pool), call.option('name'));
      await transaction(context.database, (connection) =>
        setTenantDisabled(connection, tenant.id, disabled, context.now()),
      );
      printMade(call, disabled ? 'Disabled.' : 'Enabled.', { id: tenant.id, name: tenant.name, disabled });
    },
  };
}

function chosenTenant(all: Tenant[], name: string | undefined): Tenant {
  const found = name === undefined ? all : all.filter((tenant) => tenant.name.toLowerCase() === name.toLowerCase());
  if (found.length === 1) return found[0] as Tenant;
  const names = all.map((tenant) => tenant.name).join(', ');
  throw new UsageError(
    name === undefined
      ? `Say which tenant, with --tenant: ${names}.`
      : `There is no tenant '${name}'; there is ${names}.`,
  );
}
