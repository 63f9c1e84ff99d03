import type { ComponentChildren } from 'preact';

/** What a TimeGrid shows. Every time is in minutes since the first instant shown, as the
 * server counts them; days, hours and their labels are the server's, too. */

/** A stretch of time with a heading: a day. `from` and `to` are its part that is shown; the rest is folded away. */
export interface Column {
  key: string;
  label: string;
  start: number;
  end: number;
  from: number;
  to: number;
  marks: Mark[];
  today?: boolean;
  closed?: boolean;
}

/** A full hour, as clocks there show it. */
export interface Mark {
  at: number;
  label: string;
}

/** Hours of another clock, over the same time. */
export interface Ruler {
  label: string;
  marks: Mark[];
}

export interface Span {
  start: number;
  end: number;
}

/** Ground of a row: working time, leave, a gap that fits. Drawn, never touched. */
export interface Band extends Span {
  kind: string;
  label?: string | undefined;
}

export interface Block extends Span {
  key: string;
  row: string;
  /** One sentence for who hears it. */
  name: string;
  title: string;
  detail?: string | undefined;
  /** Words for the style sheet: tentative, draft, done, clash ... */
  look: string;
  colour?: string | undefined;
  movable: boolean;
  /** Minutes on the way, before and after. */
  before?: number | undefined;
  after?: number | undefined;
  /** When it really was: a line along its edge. */
  actual?: Span | undefined;
}

export interface Row {
  key: string;
  name: string;
  header: ComponentChildren;
  bands: Band[];
}

/** Where a pointer or a key is: a row and an instant. */
export interface Spot {
  row: string;
  at: number;
}

/** What a drag or a key asks for. */
export interface Move extends Span {
  key: string;
  row: string;
}
