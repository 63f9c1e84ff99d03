import type { Command, Option } from './command.ts';

/** The text of `almanac help`. */
export function overview(commands: Record<string, Command>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`);
  return `Usage: npm run almanac -- COMMAND [OPTIONS]

${lines.join('\n')}
  ${'help'.padEnd(width)}  This text; \`help COMMAND\` tells a command's options

It uses the database of the environment, as the server does: DATABASE_URL, else ALMANAC_DATA_DIR (default ./data).
`;
}

/** The text of `almanac help COMMAND`. */
export function usage(name: string, { summary, operands = [], options = {} }: Command): string {
  const rows = Object.entries(options).map(([option, spec]) => [form(option, spec), described(spec)] as const);
  const width = Math.max(0, ...rows.map(([text]) => text.length));
  const lines = rows.map(([text, description]) => `  ${text.padEnd(width)}  ${description}\n`).join('');
  return `Usage: npm run almanac -- ${[name, ...operands].join(' ')}${rows.length > 0 ? ' [OPTIONS]' : ''}\n\n${summary}\n${lines && `\n${lines}`}`;
}

function form(name: string, { flag, value }: Option): string {
  return flag ? `--${name}` : `--${name} ${value ?? name.toUpperCase()}`;
}

function described({ description, needed, multiple }: Option): string {
  const remarks = [needed && 'needed', multiple && 'may be given several times'].filter(Boolean).join(', ');
  return remarks ? `${description} (${remarks})` : description;
}
