import type { Config } from '../config.ts';
import type { Context } from '../kernel/http/context.ts';

/** One command of the command line: an entry of `commands` in cli.ts, by its words (`client add`). */
export interface Command {
  /** One line for `almanac help`. */
  summary: string;
  /** Its options; `--name VALUE` by default. */
  options?: Record<string, Option>;
  /** Names of the words after the command, all of them needed, for the help text (`FILE`). */
  operands?: string[];
  /** Does the work. Returns when done: exit code 0.
   * @throws UsageError for exit code 2, any other Error for exit code 1; its message is what the person reads. */
  run(call: CommandCall): Promise<void>;
}

export interface Option {
  description: string;
  /** A switch without a value. */
  flag?: boolean;
  /** May be given several times. */
  multiple?: boolean;
  /** Must be given. */
  needed?: boolean;
  /** What stands for the value in the help text. */
  value?: string;
}

/** What a command is given. */
export interface CommandCall {
  /** The option's value, or undefined when it was not given. */
  option(name: string): string | undefined;
  /** All values of an option that may be given several times. */
  options(name: string): string[];
  flag(name: string): boolean;
  operands: string[];
  config: Config;
  /** Opens the database (at the first call), brings it up to date and makes the first tenant where there is none.
   * It is closed when the command ends.
   * @throws Error when a server has the embedded database open. */
  open(): Promise<Context>;
  /** Results. */
  out: NodeJS.WritableStream;
  /** Progress and remarks: what a script that reads the results does not want. */
  err: NodeJS.WritableStream;
}

/** The command was called wrongly; the text says how. */
export class UsageError extends Error {}

/** Options that several commands have. */
export const tenantOption: Option = { description: 'Which tenant; not needed where there is only one', value: 'NAME' };
export const jsonOption: Option = { description: 'Answer in JSON, for scripts', flag: true };
