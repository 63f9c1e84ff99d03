import { expect, test } from 'vitest';
import type { Question } from '../booking/schema.ts';
import { customerOf, faultsOf, fieldsOf, typedOf } from './form-rules.ts';
import { wordsOf } from './words.ts';

const questions: Question[] = [
  { id: 'colour', label: 'Colour', type: 'choice', required: true, options: ['red', 'blue'] },
  { id: '<x>', label: 'More', type: 'longtext', required: false, options: [] },
];
const fields = fieldsOf(questions, wordsOf('en'));
const right = { name: 'Mia', email: 'mia@example.org', phone: '', 'question-1': 'red', 'question-2': '' };
const faults = (sent: Record<string, string>) =>
  faultsOf(fields, typedOf(fields, { ...right, ...sent })).map(({ name, text }) => `${name} ${text}`);

test('what is right is right', () => expect(faults({})).toEqual([]));

test.each([
  [{ name: '  ' }, ['name form.missing']],
  [{ email: 'mia@' }, ['email form.badEmail']],
  [{ email: 'mia@example' }, ['email form.badEmail']],
  [{ email: 'a@b.example, c@d.example' }, ['email form.badEmail']],
  [{ name: 'x'.repeat(201) }, ['name form.tooLong']],
  [{ 'question-1': '' }, ['question-1 form.missingChoice']],
  [{ 'question-1': 'green' }, ['question-1 form.badChoice']],
  [{ 'question-2': 'x'.repeat(4_001) }, ['question-2 form.tooLong']],
  [
    { name: '', email: 'x', 'question-1': '' },
    ['name form.missing', 'email form.badEmail', 'question-1 form.missingChoice'],
  ],
])('%o', (sent, expected) => expect(faults(sent)).toEqual(expected));

test('a missing field is an empty one', () => {
  expect(typedOf(fields, {})).toEqual({ name: '', email: '', phone: '', 'question-1': '', 'question-2': '' });
});

test('only long answers have lines; nothing that a column or a calendar could not hold comes through', () => {
  const typed = typedOf(fields, { name: ' Mia\r\nMay\0\u202e ', 'question-2': 'one\r\ntwo\u0007\ud800' });
  expect([typed.name, typed['question-2']]).toEqual(['Mia May', 'one\ntwo \ufffd']);
});

test('answers carry what was asked, and only those that were given', () => {
  expect(customerOf(questions, { ...right, phone: '1', 'question-2': 'b' })).toEqual({
    name: 'Mia',
    email: 'mia@example.org',
    phone: '1',
    answers: [
      { id: 'colour', label: 'Colour', answer: 'red' },
      { id: '<x>', label: 'More', answer: 'b' },
    ],
  });
});
