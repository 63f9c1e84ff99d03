import { complain } from '../shell/said.ts';
import { createStore } from '../wire/store.ts';
import { type Draft, downtimeDraft, draftOf, newDraft } from './draft.ts';
import type { Kind, Plan } from './model.ts';

/** What stands over the page, one at a time. */
export type Opened =
  | { kind: 'details'; key: string }
  | { kind: 'form'; draft: Draft }
  | { kind: 'check'; plan?: Plan | undefined }
  | { kind: 'cancel'; plan: Plan };

export const opened = createStore<Opened | undefined>(undefined);

export const close = (): void => opened.set(undefined);

/** A form is opened when it knows what the clocks show. */
const openForm = (draft: Promise<Draft>): Promise<void> =>
  draft.then((known) => opened.set({ kind: 'form', draft: known }), complain);

export const openNew = (kind: Kind, place?: Parameters<typeof newDraft>[1]): Promise<void> =>
  openForm(newDraft(kind, place));
export const openEdit = (plan: Plan): Promise<void> => openForm(draftOf(plan));
export const openDowntime = (id: number): Promise<void> => openForm(downtimeDraft(id));
