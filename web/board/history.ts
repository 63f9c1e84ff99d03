import { createStore } from '../wire/store.ts';

/** What can be taken back, newest last. Undo is an ordinary save, with all its checks. */
export interface Step {
  text: string;
  back(): Promise<boolean>;
  forth(): Promise<boolean>;
}

interface Steps {
  done: Step[];
  undone: Step[];
}

export const steps = createStore<Steps>({ done: [], undone: [] });

const most = 50;

export function remember(step: Step): void {
  steps.set(({ done }) => ({ done: [...done, step].slice(-most), undone: [] }));
}

/** What failed stays where it is: it may work after a look at the board. */
export async function undo(): Promise<Step | undefined> {
  const step = steps.get().done.at(-1);
  if (!step || !(await step.back())) return;
  steps.set(({ done, undone }) => ({ done: done.filter((one) => one !== step), undone: [...undone, step] }));
  return step;
}

export async function redo(): Promise<Step | undefined> {
  const step = steps.get().undone.at(-1);
  if (!step || !(await step.forth())) return;
  steps.set(({ done, undone }) => ({ done: [...done, step], undone: undone.filter((one) => one !== step) }));
  return step;
}
