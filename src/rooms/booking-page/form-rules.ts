import type { Question } from '../booking/schema.ts';
import type { TextKey } from './texts-en.ts';

/** What the form asks, and what of it is wrong. */

/** A form as it came: one text for each name. */
export type Sent = Readonly<Record<string, string>>;

export interface Field {
  /** Of the input, and of the element that an error links to. */
  readonly name: string;
  readonly label: string;
  readonly type: 'text' | 'email' | 'tel' | 'longtext' | 'choice';
  readonly required: boolean;
  readonly options: readonly string[];
  /** What the browser may fill in by itself (WCAG 1.3.5). */
  readonly autocomplete?: 'name' | 'email' | 'tel';
  readonly longest: number;
}

/** Why a field is refused: a text of the page. */
export interface FieldFault {
  readonly name: string;
  readonly text: TextKey;
  readonly values: Record<string, string | number>;
}

/** What was typed, when all of it is right. */
export interface Customer {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
  readonly answers: readonly { readonly id: string; readonly label: string; readonly answer: string }[];
}

type Say = (key: TextKey) => string;

/** The fields of the form, in order: who, then what the booking type asks. */
export function fieldsOf(questions: readonly Question[], say: Say): Field[] {
  const text = { required: true, options: [] };
  return [
    { ...text, name: 'name', label: say('form.name'), type: 'text', autocomplete: 'name', longest: 200 },
    { ...text, name: 'email', label: say('form.email'), type: 'email', autocomplete: 'email', longest: 320 },
    {
      ...text,
      name: 'phone',
      label: say('form.phone'),
      type: 'tel',
      autocomplete: 'tel',
      longest: 60,
      required: false,
    },
    ...questions.map((question, place): Field => {
      const { label, type, required, options } = question;
      return {
        name: questionName(place),
        label,
        type,
        required,
        options,
        longest: type === 'longtext' ? 4_000 : 1_000,
      };
    }),
  ];
}

/** Ids of questions may be anything; names of inputs are ours. */
const questionName = (place: number) => `question-${place + 1}`;

/** What was typed, without what no column or calendar could hold; lines stay lines only where they may be. */
export function typedOf(fields: readonly Field[], sent: Sent): Record<string, string> {
  return Object.fromEntries(fields.map(({ name, type }) => [name, tidy(sent[name] ?? '', type === 'longtext')]));
}

/** Every field that is refused, in the order of the form. */
export function faultsOf(fields: readonly Field[], typed: Sent): FieldFault[] {
  return fields.flatMap((field) => faultOf(field, typed[field.name] ?? '') ?? []);
}

export function customerOf(questions: readonly Question[], typed: Sent): Customer {
  const { name = '', email = '', phone = '' } = typed;
  const answers = questions.map(({ id, label }, place) => ({ id, label, answer: typed[questionName(place)] ?? '' }));
  return { name, email, phone, answers: answers.filter(({ answer }) => answer !== '') };
}

function faultOf({ name, label, type, required, options, longest }: Field, value: string): FieldFault | undefined {
  const fault = (text: TextKey): FieldFault => ({ name, text, values: { label, count: longest } });
  if (value === '') return required ? fault(type === 'choice' ? 'form.missingChoice' : 'form.missing') : undefined;
  if (value.length > longest) return fault('form.tooLong');
  if (type === 'choice' && !options.includes(value)) return fault('form.badChoice');
  if (type === 'email' && !isEmail(value)) return fault('form.badEmail');
  return undefined;
}

/** Whether it can be written to is known only by writing to it. */
function isEmail(text: string): boolean {
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(text);
}

function tidy(text: string, lines: boolean): string {
  const whole = text.replace(/\r\n?/g, '\n').replace(/[\ud800-\udfff]/gu, '\ufffd');
  // Control characters, and the marks that turn the direction of writing around and could dress a text up.
  const plain = whole.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, ' ');
  return (lines ? plain : plain.replace(/\s+/g, ' ')).trim();
}
