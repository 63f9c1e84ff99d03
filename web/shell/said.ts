import { Offline, Refused } from '../wire/api.ts';
import { announce } from './announce.tsx';
import { t, textOf } from './words.ts';

/** What to say of a failure. The server speaks English; in another language its code is said (`i18n/refused.de.json`), with its
 * own words where they tell more. */
export function said(error: unknown): string {
  if (error instanceof Offline) return t('problem.offline');
  if (!(error instanceof Refused)) return t('problem.unknown');
  const { message, refusal } = error;
  const known = textOf(`refused.${refusal.code}`);
  return known?.replace('{said}', () => message) ?? (message || t('problem.unknown'));
}

export const complain = (error: unknown): void => announce({ text: said(error), problem: true });
