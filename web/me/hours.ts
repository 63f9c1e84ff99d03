import type { BoardAgent } from '../../src/rooms/board/shape.ts';
import { writeDuration } from '../kit/duration.ts';

/** Booked and working minutes of a day, and how they differ. */
export interface Hours {
  booked: number;
  work: number;
}

export function hoursOn(agent: BoardAgent | undefined, place: number): Hours {
  const [booked, work] = agent?.capacity[place] ?? [0, 0];
  return { booked, work };
}

/** `6:30/8:00` */
export const shownHours = ({ booked, work }: Hours): string => `${writeDuration(booked)}/${writeDuration(work)}`;

/** `-1:30`, `+0:15`; nothing where nobody works and nothing is booked */
export function difference({ booked, work }: Hours): string {
  if (!booked && !work) return '';
  const by = Math.round(booked - work);
  return `${by > 0 ? '+' : ''}${writeDuration(by).replace('-', '−')}`;
}
