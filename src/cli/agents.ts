import { hashSecret, newSecret } from '../kernel/auth/secret.ts';
import { transaction } from '../kernel/db/transaction.ts';
import type { Context } from '../kernel/http/context.ts';
import {
  type AgentRow,
  createAgent,
  findAgentRow,
  listAgents,
  setAgentDisabled,
  setPassword,
} from '../rooms/sign-in/account-sql.ts';
import { printMade, printRows } from './answer.ts';
import { type Command, type CommandCall, jsonOption, tenantOption, UsageError } from './command.ts';
import { tenantOf } from './tenants.ts';

const roles = ['agent', 'manager', 'admin'];
const shortestPassword = 12;
const common = { tenant: tenantOption, json: jsonOption };
const emailOption = { email: { description: 'Their e-mail address', needed: true } };
const passwordOption = { password: { description: `At least ${shortestPassword} characters (default: made up)` } };

export const agentCommands: Record<string, Command> = {
  'agent add': {
    summary: 'Make an agent who can sign in; the password is shown once',
    options: {
      email: { description: 'Their e-mail address, which is their user name', needed: true },
      name: { description: 'Their name (default: the e-mail address)' },
      role: { description: `${roles.join(', ')} (default: agent)` },
      ...passwordOption,
      ...common,
    },
    run: addAgent,
  },
  'agent list': { summary: 'List the agents', options: common, run: showAgents },
  'agent disable': switchCommand('Stop an agent: no sign-ins, no new appointments; their rows stay', true),
  'agent enable': switchCommand('Take that back', false),
  'agent password': {
    summary: 'Give an agent a new password; where they are signed in ends',
    options: { ...emailOption, ...passwordOption, ...common },
    run: renewPassword,
  },
};

async function addAgent(call: CommandCall): Promise<void> {
  const email = (call.option('email') ?? '').trim();
  const role = call.option('role') ?? 'agent';
  if (!/^\S+@\S+$/.test(email)) throw new UsageError(`'${email}' is not an e-mail address.`);
  if (!roles.includes(role)) throw new UsageError(`--role must be one of ${roles.join(', ')}.`);
  const password = chosenPassword(call);
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  const agent = { name: call.option('name') ?? email, email, role, passwordHash: await hashSecret(password) };
  const id = await transaction(context.database, (connection) =>
    createAgent(connection, tenant.id, agent, context.now()),
  );
  if (id === undefined) throw new Error(`There is already an agent '${email}'.`);
  printMade(call, 'Made an agent. The password is shown only this once.', {
    tenant: tenant.name,
    id,
    email,
    role,
    password: call.option('password') ? undefined : password,
  });
}

async function showAgents(call: CommandCall): Promise<void> {
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  printRows(call, await listAgents(context.database.pool, tenant.id));
}

function switchCommand(summary: string, disabled: boolean): Command {
  return {
    summary,
    options: { ...emailOption, ...common },
    run: async (call) => {
      const context = await call.open();
      const tenant = await tenantOf(call, context);
      const agent = await namedAgent(call, context, tenant.id);
      await transaction(context.database, (connection) =>
        setAgentDisabled(connection, tenant.id, agent, disabled, context.now()),
      );
      printMade(call, disabled ? 'Disabled.' : 'Enabled.', { id: agent.id, email: agent.email, isdisabled: disabled });
    },
  };
}

async function renewPassword(call: CommandCall): Promise<void> {
  const password = chosenPassword(call);
  const context = await call.open();
  const tenant = await tenantOf(call, context);
  const agent = await namedAgent(call, context, tenant.id);
  const hash = await hashSecret(password);
  await transaction(context.database, (connection) => setPassword(connection, tenant.id, agent, hash, context.now()));
  printMade(call, 'A new password, shown only this once.', {
    email: agent.email,
    password: call.option('password') ? undefined : password,
  });
}

function chosenPassword(call: CommandCall): string {
  const password = call.option('password') ?? newSecret(12);
  if (password.length < shortestPassword) {
    throw new UsageError(`--password must have at least ${shortestPassword} characters.`);
  }
  return password;
}

async function namedAgent(call: CommandCall, context: Context, tenantId: number): Promise<AgentRow> {
  const email = call.option('email') ?? '';
  const agent = await findAgentRow(context.database.pool, tenantId, email);
  if (!agent) throw new Error(`There is no agent '${email}'.`);
  return agent;
}
