import { randomUUID } from 'node:crypto';
import { hashSecret, newSecret } from '../kernel/auth/secret.ts';
import { transaction } from '../kernel/db/transaction.ts';
import type { Context } from '../kernel/http/context.ts';
import {
  createClient,
  findAgentRow,
  listClients,
  setClientDisabled,
  setClientSecret,
} from '../rooms/sign-in/account-sql.ts';
import { redirectUriFault } from '../rooms/sign-in/rules.ts';
import { printMade, printRows } from './answer.ts';
import { type Command, type CommandCall, jsonOption, tenantOption, UsageError } from './command.ts';
import { tenantOf } from './tenants.ts';

const common = { tenant: tenantOption, json: jsonOption };
const idOption = { id: { description: 'The client id', needed: true } };

export const clientCommands: Record<string, Command> = {
  'client add': {
    summary: 'Make an API client; its secret is shown once',
    options: {
      name: { description: 'What the sign-in page calls it', needed: true },
      id: { description: 'Its client id (default: made up)' },
      secret: { description: 'Its secret (default: made up)' },
      public: { description: 'It can keep no secret: a program on a desktop, in a browser', flag: true },
      agent: { description: 'The agent that client_credentials acts as', value: 'EMAIL|ID' },
      'redirect-uri': {
        description: 'Where sign-ins may return to, exactly; without any, loopback addresses',
        value: 'URI',
        multiple: true,
      },
      ...common,
    },
    run: addClient,
  },
  'client list': { summary: 'List the API clients', options: common, run: showClients },
  'client disable': switchCommand('Stop a client: no sign-ins, and its tokens end', true),
  'client enable': switchCommand('Take that back', false),
  'client secret': {
    summary: 'Give a client a new secret; the old one ends',
    options: { ...idOption, secret: { description: 'The new secret (default: made up)' }, ...common },
    run: renewSecret,
  },
};

async function addClient(call: CommandCall): Promise<void> {
  const redirectUris = call.options('redirect-uri');
  for (const uri of redirectUris) {
    const fault = redirectUriFault(uri);
    if (fault) throw new UsageError(`--redirect-uri ${uri} ${fault}.`);
  }
  if (call.flag('public') && call.option('secret')) throw new UsageError('A public client has no secret.');
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  const agentId = await agentIdOf(call, context, tenant.id);
  if (call.flag('public') && agentId !== undefined)
    throw new UsageError('Only a client with a secret may act as an agent.');
  const secret = call.flag('public') ? undefined : (call.option('secret') ?? newSecret());
  const client = {
    clientId: call.option('id') ?? randomUUID(),
    name: (call.option('name') ?? '').trim(),
    secretHash: secret && (await hashSecret(secret)),
    agentId,
    redirectUris,
  };
  const made = await transaction(context.database, (connection) =>
    createClient(connection, tenant.id, client, context.now()),
  );
  if (!made) throw new Error(`There is already a client '${client.clientId}'.`);
  printMade(call, 'Made an API client. The secret is shown only this once.', {
    tenant: tenant.name,
    client_id: client.clientId,
    client_secret: call.option('secret') ? undefined : secret,
    agent_id: agentId,
    redirect_uris: redirectUris.length > 0 ? redirectUris : undefined,
  });
}

async function agentIdOf(call: CommandCall, context: Context, tenantId: number): Promise<number | undefined> {
  const named = call.option('agent');
  if (named === undefined) return undefined;
  const agent = await findAgentRow(context.database.pool, tenantId, named);
  if (!agent) throw new Error(`There is no agent '${named}'.`);
  return agent.id;
}

async function showClients(call: CommandCall): Promise<void> {
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  printRows(call, await listClients(context.database.pool, tenant.id));
}

function switchCommand(summary: string, disabled: boolean): Command {
  return {
    summary,
    options: { ...idOption, ...common },
    run: async (call) => {
      const context = await call.open();
      const tenant = await tenantOf(call, context);
      const id = call.option('id') ?? '';
      const found = await transaction(context.database, (connection) =>
        setClientDisabled(connection, tenant.id, id, disabled, context.now()),
      );
      if (!found) throw new Error(`There is no client '${id}'.`);
      printMade(call, disabled ? 'Disabled.' : 'Enabled.', { client_id: id, disabled });
    },
  };
}

async function renewSecret(call: CommandCall): Promise<void> {
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  const id = call.option('id') ?? '';
  const secret = call.option('secret') ?? newSecret();
  const hash = await hashSecret(secret);
  const found = await transaction(context.database, (connection) =>
    setClientSecret(connection, tenant.id, id, hash, context.now()),
  );
  if (!found) throw new Error(`There is no client '${id}'.`);
  printMade(call, 'A new secret, shown only this once.', {
    client_id: id,
    client_secret: call.option('secret') ? undefined : secret,
  });
}
