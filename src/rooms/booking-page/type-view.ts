import type { Words } from './words.ts';

/** What the public may know of a booking type. */
export interface ShownType {
  readonly organisation: string;
  readonly name: string;
  /** HTML that is safe to show. */
  readonly message: string;
  readonly duration: { readonly minutes: number } | { readonly days: number } | undefined;
}

/** How long it takes; windows of their own say it by themselves. */
export function durationText({ duration }: ShownType, say: Words): string | undefined {
  if (!duration) return undefined;
  if ('days' in duration) return say.counted('duration.days', duration.days);
  const { minutes } = duration;
  if (minutes % 60 === 0) return say.counted('duration.hours', minutes / 60);
  return say.counted('duration.minutes', minutes);
}
