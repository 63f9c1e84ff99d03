import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { agentCommands } from './cli/agents.ts';
import { clientCommands } from './cli/clients.ts';
import { type Command, type CommandCall, UsageError } from './cli/command.ts';
import { overview, usage } from './cli/help.ts';
import { holidayCommands } from './cli/holidays.ts';
import { importCommands } from './cli/import.ts';
import { migrateCommand } from './cli/migrate.ts';
import { seedCommands } from './cli/seed.ts';
import { tenantCommands } from './cli/tenants.ts';
import { workerCommand } from './cli/worker.ts';
import { type Config, readConfig } from './config.ts';
import { firstStart, madeUpText } from './first-start.ts';
import { migrate } from './kernel/db/migrate.ts';
import { type Database, openDatabase } from './kernel/db/open.ts';
import type { Context } from './kernel/http/context.ts';

/** Every command, by its one or two words. A new one is a line here and a file in cli/. */
export const commands: Record<string, Command> = {
  ...clientCommands,
  ...agentCommands,
  ...tenantCommands,
  migrate: migrateCommand,
  worker: workerCommand,
  ...importCommands,
  ...seedCommands,
  ...holidayCommands,
};

export interface Surroundings {
  env: Record<string, string | undefined>;
  out: NodeJS.WritableStream;
  err: NodeJS.WritableStream;
}

/** Runs one command of the command line.
 * @returns the exit code: 0 done, 1 failed, 2 called wrongly */
export async function runCli(args: string[], surroundings: Surroundings = thisProcess()): Promise<number> {
  const { err } = surroundings;
  const { name, command, rest } = commandOf(args);
  if (!command) return answerHelp(args, surroundings);
  try {
    const given = readArguments(command, rest);
    if (given.help) surroundings.out.write(usage(name, command));
    else await runOpened(command, given, surroundings);
    return 0;
  } catch (error) {
    err.write(`almanac ${name}: ${(error as Error).message}\n`);
    if (!(error instanceof UsageError)) return 1;
    err.write(`\n${usage(name, command)}`);
    return 2;
  }
}

function thisProcess(): Surroundings {
  return { env: process.env, out: process.stdout, err: process.stderr };
}

function commandOf(args: string[]): { name: string; command: Command | undefined; rest: string[] } {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ');
    if (Object.hasOwn(commands, name)) return { name, command: commands[name], rest: args.slice(words) };
  }
  return { name: '', command: undefined, rest: args };
}

function answerHelp(args: string[], { out, err }: Surroundings): number {
  const asked = ['help', '--help', '-h'].includes(args[0] ?? '');
  const { name, command } = commandOf(args.slice(1));
  if (asked) {
    out.write(command ? usage(name, command) : overview(commands));
    return 0;
  }
  err.write(args.length > 0 ? `There is no command '${args.slice(0, 2).join(' ')}'.\n\n` : '');
  err.write(overview(commands));
  return 2;
}

interface Parsed {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

type Given = Pick<CommandCall, 'option' | 'options' | 'flag' | 'operands'> & { help: boolean };

function readArguments(command: Command, args: string[]): Given {
  const { values, positionals } = parsed(command, args) as Parsed;
  const all = (name: string) => [values[name] ?? []].flat().map(String);
  const { options = {}, operands = [] } = command;
  const help = values.help === true;
  const missing = Object.entries(options).find(([name, { needed }]) => needed && !all(name)[0]?.trim())?.[0];
  if (!help && missing) throw new UsageError(`--${missing} is missing.`);
  if (!help && positionals.length !== operands.length) {
    throw new UsageError(operands.length > 0 ? `It takes ${operands.join(' ')}.` : `It takes options only.`);
  }
  return {
    option: (name) => all(name)[0],
    options: all,
    flag: (name) => values[name] === true,
    operands: positionals,
    help,
  };
}

function parsed({ options = {} }: Command, args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        help: { type: 'boolean' },
        ...Object.fromEntries(
          Object.entries(options).map(([name, { flag, multiple }]) => [
            name,
            { type: flag ? ('boolean' as const) : ('string' as const), multiple: multiple ?? false },
          ]),
        ),
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

async function runOpened(command: Command, given: Given, { env, out, err }: Surroundings): Promise<void> {
  const config = readConfig(env);
  let opened: Promise<Context> | undefined;
  let database: Database | undefined;
  const open = () => {
    opened ??= openContext(config, err, (open) => {
      database = open;
    });
    return opened;
  };
  try {
    await command.run({ ...given, config, open, out, err });
  } finally {
    await database?.close();
  }
}

async function openContext(
  config: Config,
  err: NodeJS.WritableStream,
  opened: (database: Database) => void,
): Promise<Context> {
  const database = await openDatabase(config);
  opened(database);
  await migrate(database);
  const log = pino({ level: config.logLevel === 'info' ? 'warn' : config.logLevel }, pino.destination(2));
  const context = { config, database, log, now: () => Date.now() };
  err.write(madeUpText(await firstStart(context)));
  return context;
}
