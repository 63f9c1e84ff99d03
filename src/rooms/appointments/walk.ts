import { MINUTE } from '../../kernel/time/units.ts';
import type { Cursor } from './union-sql.ts';

/** Where the pages of lists ended, for the page that is asked for next. Counting rows from the first one would show a row
 * twice, or not at all, when somebody writes in front of it meanwhile; going on after the last row that was shown never
 * does. Kept in memory, for a while, and never more than so much: without it a page is found by counting. */

/** How long a walk may rest between two pages. */
const rest = 10 * MINUTE;
/** Characters of all cursors together. */
const mostCharacters = 4_000_000;
/** Pages of one walk whose ends are kept: the next page is asked for, or one of the last again. */
const mostEnds = 8;

/** Where a page ended. */
export interface PageEnd {
  readonly after: Cursor;
  /** Rows shown up to there. */
  readonly passed: number;
}

interface Walk {
  seenAt: number;
  readonly ends: Map<number, PageEnd>;
  characters: number;
}

export class Walks {
  /** The one that was used last is last. */
  private readonly walks = new Map<string, Walk>();
  private characters = 0;

  /** Where the page before this one ended, if it was answered lately to the same question of the same caller. */
  before(question: string, pageNo: number, now: number): PageEnd | undefined {
    const walk = this.walks.get(question);
    return walk && now - walk.seenAt < rest ? walk.ends.get(pageNo - 1) : undefined;
  }

  /** A page was answered. The first one begins a new walk. */
  answered(question: string, pageNo: number, end: PageEnd | undefined, now: number): void {
    const known = this.walks.get(question);
    this.forget(question);
    const ends = pageNo > 1 && known && now - known.seenAt < rest ? known.ends : new Map<number, PageEnd>();
    ends.delete(pageNo);
    if (end) ends.set(pageNo, end);
    for (const page of [...ends.keys()].slice(0, -mostEnds)) ends.delete(page);
    this.keep(question, { seenAt: now, ends, characters: sizeOf(question, ends) });
  }

  private keep(question: string, walk: Walk): void {
    this.walks.set(question, walk);
    this.characters += walk.characters;
    for (const [oldest] of this.walks) {
      if (this.characters <= mostCharacters) return;
      this.forget(oldest);
    }
  }

  private forget(question: string): void {
    this.characters -= this.walks.get(question)?.characters ?? 0;
    this.walks.delete(question);
  }
}

function sizeOf(question: string, ends: ReadonlyMap<number, PageEnd>): number {
  const texts = [...ends.values()].flatMap(({ after }) => after);
  return question.length + texts.reduce((sum, text) => sum + (text?.length ?? 0) + 8, 0);
}
