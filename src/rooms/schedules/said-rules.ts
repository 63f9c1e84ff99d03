import type { Dialog } from '../../kernel/recurrence/dialog.ts';
import { type DialogFields, readDialogFields, writeDialogFields } from '../../kernel/recurrence/dialog-fields.ts';
import { dialogToRule } from '../../kernel/recurrence/dialog-to-rule.ts';
import { withDefaults } from '../../kernel/recurrence/matching.ts';
import { parseRecurrence } from '../../kernel/recurrence/parse-recurrence.ts';
import { printRecurrence, printRule } from '../../kernel/recurrence/print.ts';
import { type Recurrence, RecurrenceError, type Rule, type Start, type Until } from '../../kernel/recurrence/rule.ts';
import { ruleToDialog } from '../../kernel/recurrence/rule-to-dialog.ts';
import { dayOf, localToInstant, startOfDay } from '../../kernel/time/local.ts';
import { DAY, SECOND } from '../../kernel/time/units.ts';
import { fieldProblem, type Problem } from '../../problems.ts';
import { type DialogName, type DialogSaid, dialogNames, type ScheduleElement, type ScheduleRow } from './schema.ts';

/** Two ways to say a rule, the dialog and RFC 5545 text, and which of them counts (behaviour 3). */

/** What a schedule stores of its rule. */
export type Said = Pick<ScheduleRow, 'rrule' | 'dialog' | 'enddate'>;

/** The dialog as a schedule shows it. */
export interface ShownDialog {
  said: DialogSaid;
  enddate: number | null;
}

/** The rule that an element asks for, on top of what is stored: of dialog and text the one that differs from that.
 * @throws Problem naming the field that is wrong, or `rrule` when both changed and disagree */
export function saidRule(
  element: ScheduleElement,
  stored: ScheduleRow | undefined,
  shown: ShownDialog | undefined,
  start: Start,
): Said {
  const dialog = changedDialog(element, stored, shown, start);
  const text = changedText(element, stored, start);
  if (dialog && text) return agreed(dialog, text, start);
  if (dialog) return byDialog(dialog, start);
  if (text) return { rrule: text.text, dialog: null, enddate: null };
  if (!stored) {
    throw fieldProblem('recurrencepattern', 'Say how it recurs: by recurrencepattern and its fields, or by rrule.');
  }
  if (!stored.dialog) return { rrule: stored.rrule, dialog: null, enddate: null };
  // The zone or the start may have changed, and with them the instant at which the last day ends.
  const same = { said: stored.dialog, enddate: stored.enddate };
  return byDialog({ dialog: readDialog(same, start), enddate: same.enddate }, start);
}

/** The dialog that says what a rule means; undefined when none can. */
export function dialogOf({ start, rules, rdates, exdates }: Recurrence): ShownDialog | undefined {
  const [rule] = rules;
  if (!rule || rules.length + rdates.length + exdates.length > 1) return undefined;
  const dialog = ruleToDialog(rule.frequency === 'WEEKLY' ? withDefaults(rule, start) : rule, start);
  if (!dialog) return undefined;
  const { range } = dialog;
  const enddate = range.kind === 'until' ? localToInstant(range.day, start.time, start.zone) : null;
  return { said: spelled(dialog), enddate };
}

interface GivenDialog {
  dialog: Dialog;
  enddate: number | null;
}

function changedDialog(
  element: ScheduleElement,
  stored: ScheduleRow | undefined,
  shown: ShownDialog | undefined,
  start: Start,
): GivenDialog | undefined {
  const given = dialogNames.filter((name) => element[name] !== undefined);
  if (given.length === 0 && (element.enddate === undefined || !shown)) return undefined;
  const said = Object.fromEntries(given.map((name) => [name, element[name]]));
  const enddate = element.enddate === undefined ? (shown?.enddate ?? null) : element.enddate;
  const before = stored?.dialog ?? shown?.said;
  const merged = { said: withoutNulls({ ...before, ...said }), enddate };
  if (Object.keys(merged.said).length === 0) return undefined;
  const dialog = readDialog(merged, start);
  const isSame = shown && canonicalText(dialog, start) === canonicalText(readDialog(shown, start), start);
  if (isSame && enddate === shown.enddate) return undefined;
  return { dialog, enddate };
}

function withoutNulls(said: Record<string, unknown>): DialogSaid {
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null)) as DialogSaid;
}

function readDialog({ said, enddate }: ShownDialog, start: Start): Dialog {
  const endday = enddate === null ? undefined : dayOf(enddate, start.zone);
  const fields = { ...said, ...(endday !== undefined && { endday }) } as DialogFields;
  try {
    return checked(readDialogFields(fields), start);
  } catch (error) {
    throw dialogProblem(error);
  }
}

/** @throws Problem for a date that its month never has, and for an end before the start */
function checked(dialog: Dialog, start: Start): Dialog {
  const { pattern, range } = dialog;
  if (pattern.kind === 'yearlyOnDate' && pattern.date > longestLength(pattern.month)) {
    throw fieldProblem('yearlyrecurrencespecificdate', `That month never has a day ${pattern.date}.`);
  }
  if (range.kind === 'until' && range.day < start.day) {
    throw fieldProblem('enddate', 'Must not be before startdate.');
  }
  return dialog;
}

function longestLength(month: number): number {
  if (month === 2) return 29;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

interface GivenText {
  text: string;
  recurrence: Recurrence;
}

function changedText({ rrule }: ScheduleElement, stored: ScheduleRow | undefined, start: Start): GivenText | undefined {
  if (rrule === undefined || rrule === null || rrule.trim() === '') return undefined;
  const text = withoutStart(rrule);
  const recurrence = readText(text, start);
  if (recurrence.rules.length + recurrence.rdates.length === 0) throw fieldProblem('rrule', 'Has no RRULE.');
  if (stored && normalText(recurrence) === normalText(readText(stored.rrule, start))) return undefined;
  return { text, recurrence };
}

/** The recurrence that a text says from a start.
 * @throws Problem naming `rrule` */
export function readText(text: string, start: Start): Recurrence {
  try {
    return parseRecurrence(text, { start });
  } catch (error) {
    if (error instanceof RecurrenceError || error instanceof RangeError) throw fieldProblem('rrule', error.message);
    throw error;
  }
}

/** The start is kept apart. */
function withoutStart(rrule: string): string {
  const lines = rrule.replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
  return lines
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^DTSTART/i.test(line))
    .join('\n');
}

function normalText(recurrence: Recurrence): string {
  return printRecurrence(recurrence, { withStart: false });
}

/** Both are welcome where they say the same. The text may add dates to the dialog's rule, or take some out. */
function agreed(dialog: GivenDialog, { text, recurrence }: GivenText, start: Start): Said {
  const { rules, rdates, exdates } = recurrence;
  const [rule] = rules;
  if (!rule || rules.length > 1 || canonicalText(dialog.dialog, start) !== canonicalRule(rule, start)) {
    throw fieldProblem('rrule', 'rrule and the dialog fields disagree; send one of them.');
  }
  if (rdates.length + exdates.length > 0) return { rrule: text, dialog: null, enddate: null };
  return byDialog(dialog, start);
}

function canonicalRule(rule: Rule, start: Start): string {
  const dialog = ruleToDialog(rule, start);
  return dialog ? canonicalText(dialog, start) : printRule(rule);
}

function canonicalText(dialog: Dialog, start: Start): string {
  const rule = dialogToRule(dialog);
  return printRule(rule.frequency === 'WEEKLY' ? withDefaults(rule, start) : rule);
}

function byDialog({ dialog, enddate }: GivenDialog, start: Start): Said {
  const rule = dialogToRule(dialog);
  const ends = dialog.range.kind === 'until' ? { ...rule, until: endOfDay(dialog.range.day, start) } : rule;
  return { rrule: printRule(ends), dialog: spelled(dialog), enddate: dialog.range.kind === 'until' ? enddate : null };
}

/** As an instant: other programs read an UNTIL without a time as the midnight that its day begins with. */
function endOfDay(day: number, { zone }: Start): Until {
  const instant = startOfDay(day + 1, zone) - SECOND;
  const utcDay = Math.floor(instant / DAY);
  return { day: utcDay, time: instant - utcDay * DAY, utc: true };
}

function spelled(dialog: Dialog): DialogSaid {
  const { endday, ...said } = writeDialogFields(dialog);
  return said;
}

function dialogProblem(error: unknown): Problem | unknown {
  if (!(error instanceof RecurrenceError)) return error;
  const known: readonly string[] = [...dialogNames, 'enddate'];
  const field = known.includes(error.part) ? (error.part as DialogName) : 'recurrencepattern';
  return fieldProblem(field, error.message);
}
